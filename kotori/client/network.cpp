#include "kotori/client/network.hpp"

#include "kotori/async/epoll_loop.hpp"
#include "kotori/async/run_within.hpp"
#include "kotori/net/tcp_stream.hpp"
#include "kotori/net/tls_stream.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <fmt/format.h>
#include <mutex>
#include <netdb.h>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0::client {
namespace {

constexpr auto time_of_an_address = std::chrono::seconds{2};
constexpr std::size_t most_addresses = 8;
/// So that a name whose servers are silent does not keep all others waiting.
constexpr unsigned lookups_at_once = 2;

std::unexpected<Error> unavailable(std::string why) {
  return std::unexpected(Error{ErrorCode::unavailable, std::move(why), {}});
}

bool is_address(const std::string& host) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

EpollLoop& this_loop() {
  auto* loop = dynamic_cast<EpollLoop*>(Loop::current());
  if (!loop) throw std::logic_error("a client without a dial of its own needs a loop of real sockets");
  return *loop;
}

}  // namespace

Result<std::vector<std::string>> ask_system(const std::string& name) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(name.c_str(), nullptr, &wanted, &found); error != 0)
    return std::unexpected(Error{error == EAI_NONAME ? ErrorCode::not_found : ErrorCode::unavailable,
                                 fmt::format("the host {} is not found: {}", name, gai_strerror(error)),
                                 {}});
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned{found, freeaddrinfo};
  std::vector<std::string> addresses;
  for (const auto* one = found; one; one = one->ai_next) {
    std::array<char, NI_MAXHOST> digits{};
    if (getnameinfo(one->ai_addr, one->ai_addrlen, digits.data(), digits.size(), nullptr, 0, NI_NUMERICHOST) == 0)
      addresses.emplace_back(digits.data());
  }
  return addresses;
}

/// What jobs use that go on when nobody waits for them any more.
struct Network::Shared {
  ClientTls tls;
  LookUp look_up;
  std::mutex mutex;
  std::shared_ptr<const TlsContext> context;

  Result<std::shared_ptr<const TlsContext>> make_context() {
    const std::lock_guard lock{mutex};
    if (context) return context;
    auto made = TlsContext::for_client(tls);
    if (made) context = *made;
    return made;
  }
  std::shared_ptr<const TlsContext> made_context() {
    const std::lock_guard lock{mutex};
    return context;
  }
};

Network::Network(ClientTls tls, LookUp look_up) : shared_(std::make_shared<Shared>()), worker_(lookups_at_once) {
  shared_->tls = std::move(tls);
  shared_->look_up = look_up ? std::move(look_up) : ask_system;
}

Network::~Network() = default;

Task<Result<std::vector<std::string>>> Network::find(std::string host, Duration at_most) {
  if (is_address(host)) co_return std::vector{std::move(host)};
  auto looking = run_within(worker_, at_most, [shared = shared_, host] { return shared->look_up(host); });
  auto found = co_await looking;
  if (!found && Loop::current()->stopping()) co_return unavailable("the program stops");
  if (!found) co_return unavailable(fmt::format("the host {} was not found in time", host));
  if (*found && (*found)->empty())
    co_return std::unexpected(Error{ErrorCode::not_found, fmt::format("the host {} has no address", host), {}});
  co_return std::move(*found);
}

/// The certificates that the system believes are many, and on the disk.
Task<Result<std::shared_ptr<const TlsContext>>> Network::tls(Duration at_most) {
  if (auto made = shared_->made_context()) co_return made;
  auto making = run_within(worker_, at_most, [shared = shared_] { return shared->make_context(); });
  auto made = co_await making;
  if (!made) co_return unavailable("the certificates of the system were not read in time");
  co_return std::move(*made);
}

Task<Result<std::unique_ptr<Stream>>> Network::connect(Url to, Duration at_most) {
  auto& loop = this_loop();
  const auto until = loop.now() + at_most;
  const auto left = [&] { return until - loop.now(); };
  auto addresses = co_await find(to.host, left());
  if (!addresses) co_return std::unexpected(addresses.error());
  if (addresses->size() > most_addresses) addresses->resize(most_addresses);
  std::shared_ptr<const TlsContext> context;
  if (to.is_secret()) {
    auto made = co_await tls(left());
    if (!made) co_return std::unexpected(made.error());
    context = std::move(*made);
  }
  Result<std::unique_ptr<Stream>> below;
  for (const auto& address : *addresses) {
    const bool last = &address == &addresses->back();
    const Endpoint endpoint{address, to.port};
    below = co_await connect_tcp(loop, endpoint, {}, last ? left() : std::min<Duration>(left(), time_of_an_address));
    if (below || loop.stopping()) break;
  }
  if (!below || !context) co_return below;
  auto stream = std::make_unique<TlsStream>(std::move(*below), std::move(context), to.host);
  if (auto open = co_await shake_hands(*stream, left()); !open)
    co_return unavailable(fmt::format("{}: {}", to.authority(), open.error().message));
  co_return std::move(stream);
}

}  // namespace kotori::inline v0::client
