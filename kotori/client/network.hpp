#pragma once
#include "kotori/async/task.hpp"
#include "kotori/async/worker.hpp"
#include "kotori/base/result.hpp"
#include "kotori/client/url.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/net/tls_context.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kotori::inline v0::client {

/// The addresses of a name, in digits, the best first. It may block: it is called on a thread of its own.
using LookUp = std::function<Result<std::vector<std::string>>(const std::string& name)>;

/// As the system knows them: its files, DNS. An error: there is no such name, or nobody who could tell.
Result<std::vector<std::string>> ask_system(const std::string& name);

/// Reaches hosts over TCP and TLS, from any EpollLoop.
class Network {
 public:
  Network(ClientTls tls, LookUp look_up);
  /// Waits for names that are being looked up.
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// A connection, by https and wss in secret to who has a certificate for the host. Of several addresses one after the
  /// other is tried, each but the last for 2 s. The error says what went wrong at the last.
  Task<Result<std::unique_ptr<Stream>>> connect(Url to, Duration at_most);

 private:
  struct Shared;
  Task<Result<std::vector<std::string>>> find(std::string host, Duration at_most);
  Task<Result<std::shared_ptr<const TlsContext>>> tls(Duration at_most);

  std::shared_ptr<Shared> shared_;
  WorkerThreads worker_;
};

}  // namespace kotori::inline v0::client
