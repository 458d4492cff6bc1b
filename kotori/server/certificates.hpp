#pragma once
#include "kotori/net/tls_context.hpp"
#include "kotori/server/options.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace kotori::inline v0::server {

/// The contexts of a server's loops, made of its certificates, and made anew when the files change. Reading happens on
/// a thread of its own, never on a loop.
class Certificates {
 public:
  using Contexts = std::vector<std::shared_ptr<const TlsContext>>;

  explicit Certificates(TlsOptions options);

  /// One context for each of so many loops, all with the same ticket keys. Blocks on the disk. The error names the
  /// file.
  Result<Contexts> contexts(std::size_t loops) const;

  /// From now on `renew` hears the new contexts whenever files have changed and are right, and what is wrong is logged.
  /// On a thread of its own.
  void watch(std::function<void(Contexts)> renew, std::size_t loops);

  /// Looks at the files now. Any thread.
  void reload();

  /// Nothing is renewed from here on.
  void end() { watching_ = {}; }

 private:
  void look(std::stop_token stop, const std::function<void(Contexts)>& renew, std::size_t loops);

  TlsOptions options_;
  std::shared_ptr<TicketKeys> tickets_ = std::make_shared<TicketKeys>();
  std::mutex mutex_;
  std::condition_variable_any asked_;
  bool reload_ = false;
  std::string seen_;  // what the files looked like
  std::jthread watching_;
};

}  // namespace kotori::inline v0::server
