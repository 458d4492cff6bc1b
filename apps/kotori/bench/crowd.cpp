#include "apps/kotori/bench/crowd.hpp"

#include "kotori/net/tcp_stream.hpp"
#include "kotori/net/tls_stream.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace bench {
using namespace kotori;

namespace {
constexpr std::size_t at_a_time = 64;
}

Door::Door(EpollLoop& loop, const Options& options) : loop_(loop), options_(options) {
  if (std::ranges::none_of(options_.urls, &Url::tls)) return;
  auto context = TlsContext::for_client({.verify = options_.verify});
  if (!context) throw std::runtime_error(context.error().message);
  tls_ = *context;
}

Task<Result<Entered>> Door::enter(std::uint32_t number, std::string_view cookie) {
  const auto& url = options_.url_of(number);
  std::string from;
  if (options_.source_addresses > 1)
    from = fmt::format("127.0.{}.{}", number % options_.source_addresses / 250,
                       1 + number % options_.source_addresses % 250);
  auto stream = co_await connect_tcp(loop_, url.endpoint, from);
  if (!stream) co_return std::unexpected(stream.error());
  if (url.tls) {
    auto secret = std::make_unique<TlsStream>(std::move(*stream), tls_, url.name);
    if (auto open = co_await shake_hands(*secret, std::chrono::seconds{30}); !open)
      co_return std::unexpected(open.error());
    *stream = std::move(secret);
  }
  client::ClientRequest request{.target = url.target, .host = url.host};
  if (options_.compress) request.compression = Compression::shared;
  if (!options_.subprotocol.empty()) request.headers.add("Sec-WebSocket-Protocol", options_.subprotocol);
  if (!cookie.empty()) request.headers.add("Cookie", cookie);
  auto opened = co_await client::shake_hands(**stream, std::move(request));
  if (!opened) co_return std::unexpected(Error{ErrorCode::unavailable, opened.error().message, {}});
  if (options_.compress && !opened->deflate)
    co_return std::unexpected(Error{ErrorCode::unavailable, "the server does not compress", {}});
  std::string given{opened->answer.headers.find("Set-Cookie").value_or("")};
  given.resize(std::min(given.find(';'), given.size()));
  co_return Entered{std::move(*stream), std::move(opened->early), opened->deflate, inflation_, std::move(given)};
}

Task<Result<void>> Crowd::gather(std::size_t count) {
  visitors_.resize(count);
  TaskGroup gathering;
  for (std::size_t i = 0; i < std::min(count, at_a_time); ++i) gathering.spawn(gather_some());
  co_await gathering.join();
  co_return outcome_;
}

Task<> Crowd::gather_some() {
  while (outcome_ && begun_ < visitors_.size()) {
    const auto number = begun_++;
    auto entered = co_await door_.enter(number);
    if (!entered) {
      if (outcome_) outcome_ = std::unexpected(entered.error());
      co_return;
    }
    visitors_[number] = std::make_unique<Visitor>(number, std::move(*entered), listener_);
  }
}

}  // namespace bench
