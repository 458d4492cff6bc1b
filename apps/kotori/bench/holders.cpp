#include "apps/kotori/bench/holders.hpp"

#include "apps/kotori/bench/crowd.hpp"
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <exception>
#include <fmt/format.h>
#include <optional>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace bench {
using namespace kotori;

namespace {

constexpr std::size_t kept_back = 64;  // open files of a process that are no connections

std::size_t a_process_holds() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);  // the processes inherit it
  return files.rlim_cur > 2 * kept_back ? files.rlim_cur - kept_back : kept_back;
}

/// The two sides tell each other lines; a line that does not come is one that ended.
void tell(int line, const std::string& text) {
  const auto whole = text + "\n";
  send(line, whole.data(), whole.size(), MSG_NOSIGNAL);
}

std::optional<std::string> hear(int line) {
  std::string text;
  for (char next = 0;;) {
    const auto got = read(line, &next, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1) return {};
    if (next == '\n') return text;
    text += next;
  }
}

/// Hears nothing that matters, and counts who went.
class Silence final : public Listener {
 public:
  Holders::Loss loss;

 private:
  void on_message(Visitor&, std::string_view, Instant) override {}
  void on_lost(Visitor& visitor, std::string_view why) override {
    if (loss.connections++ == 0) loss.why = fmt::format("connection {}: {}", visitor.number(), why);
  }
};

struct Share {
  std::size_t first, count;
};

Task<> gather_all(Crowd& crowd, const Options& options, Share share) {
  if (auto gathered = co_await crowd.gather(share.count); !gathered) throw std::runtime_error(gathered.error().message);
  if (!options.greeting) co_return;
  for (std::size_t i = 0; i < share.count; ++i) {
    const auto number = static_cast<std::uint32_t>(share.first + i);
    crowd[i].say(options.greeting->fill({.id = fmt::format("g{}", number), .connection = number}));
  }
}

Task<> let_go(Crowd& crowd, const Silence& silence, Holders::Loss& loss) {
  loss = silence.loss;
  crowd.dissolve();
  co_return;
}

/// The whole life of a holder's process. It opens when it hears a line, and ends with the next, or with its parent.
void hold(int line, const Options& options, Share share) {
  if (!hear(line)) return;
  Loops loops{1};
  Silence silence;
  Door door{loops[0], options};
  Crowd crowd{door, silence};
  loops.start();
  std::string trouble;
  try {
    block_on(loops[0], gather_all(crowd, options, share));
  } catch (const std::exception& failure) {
    trouble = failure.what();
  }
  tell(line, trouble);
  hear(line);
  Holders::Loss loss;
  block_on(loops[0], let_go(crowd, silence, loss));
  loops.finish();
  tell(line, fmt::format("{} {}", loss.connections, loss.why));
}

}  // namespace

Holders::Holders(const Options& options) {
  const auto most = a_process_holds();
  const auto count = (options.connections + most - 1) / most;
  for (std::size_t i = 0; i < count; ++i) {
    std::array<int, 2> line{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line.data()) != 0)
      throw std::system_error(errno, std::generic_category(), "socketpair");
    const auto first = options.connections * i / count, behind = options.connections * (i + 1) / count;
    const int pid = fork();
    if (pid == 0) {
      // The ends of others would keep them from hearing that the parent has gone.
      close(line[0]);
      for (const int other : lines_) close(other);
      try {
        hold(line[1], options, {first, behind - first});
      } catch (const std::exception& failure) {
        tell(line[1], failure.what());
      }
      std::_Exit(EXIT_SUCCESS);
    }
    close(line[1]);
    lines_.push_back(line[0]);
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    pids_.push_back(pid);
  }
}

Holders::~Holders() {
  for (const int line : lines_) close(line);
  for (const int pid : pids_) waitpid(pid, nullptr, 0);
}

void Holders::gather() {
  for (const int line : lines_) tell(line, "gather");
  for (const int line : lines_) {
    const auto trouble = hear(line);
    if (!trouble) throw std::runtime_error("a process that held connections has ended");
    if (!trouble->empty()) throw std::runtime_error(*trouble);
  }
}

Holders::Loss Holders::dissolve() {
  for (const int line : lines_) tell(line, "dissolve");
  Loss sum;
  for (const int line : lines_) {
    const auto answer = hear(line);
    if (!answer) throw std::runtime_error("a process that held connections has ended");
    std::uint64_t lost = 0;
    std::from_chars(answer->data(), answer->data() + answer->size(), lost);
    if (lost > 0 && sum.connections == 0) sum.why = answer->substr(answer->find(' ') + 1);
    sum.connections += lost;
  }
  return sum;
}

}  // namespace bench
