#include "kotori/server/serve.hpp"

#include "kotori/async/loops.hpp"
#include "kotori/async/signals.hpp"
#include "kotori/base/memory.hpp"
#include "kotori/server/server.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <semaphore>
#include <utility>

namespace kotori::inline v0 {

int serve(Routes routes, ServeOptions options) {
  Loops loops{options.loops, options.spin};
  // Without certificates SIGHUP means what it always meant: the terminal has gone.
  Signals signals{SIGINT, SIGTERM, options.tls.wanted() ? SIGHUP : SIGTERM};
  std::binary_semaphore asked_to_stop{0};
  Server server{loops, std::move(routes), std::move(options)};
  bool asked = false;
  signals.listen(loops[0], [&](int signal) {
    if (signal == SIGHUP) return server.reload();
    if (std::exchange(asked, true)) std::_Exit(130);  // asked twice: somebody is in a hurry
    asked_to_stop.release();
  });

  if (auto listening = server.listen(); !listening) {
    fmt::print(stderr, "{}\n", listening.error().message);
    return EXIT_FAILURE;
  }
  loops.start();
  while (!asked_to_stop.try_acquire_for(give_back_every)) give_back_memory();
  if (server.stop() > 0) std::_Exit(EXIT_FAILURE);  // what is left would use what ends here
  loops.finish();
  return EXIT_SUCCESS;
}

}  // namespace kotori::inline v0
