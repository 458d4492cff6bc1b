#include "kotori/features/rate_limit.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/features/rate_table.hpp"
#include "kotori/http/text.hpp"
#include "kotori/net/address_block.hpp"

#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0 {
namespace {

std::int64_t whole_seconds(Duration duration) { return std::chrono::ceil<std::chrono::seconds>(duration).count(); }

std::string address_of(const Request& request) {
  const auto block = block_of(request.client.address);
  if (!block) return request.client.address;
  return fmt::format("{} {:x}", block->is_ipv6 ? 6 : 4, block->bits);
}

features::Bucket bucket_of(const RateLimit& limit) {
  constexpr Duration longest = std::chrono::years{1};
  if (limit.rate == 0 || limit.burst == 0 || limit.per <= Duration::zero())
    throw std::invalid_argument("RateLimit: rate, per and burst are more than nothing");
  if (limit.per > longest || limit.per / limit.rate > longest / limit.burst)
    throw std::invalid_argument("RateLimit: it takes more than a year until all is given back");
  return {.interval = std::max(limit.per / limit.rate, Duration{1}), .burst = limit.burst};
}

Response refusal(Duration wait) {
  const auto seconds = whole_seconds(wait);
  auto response =
      Response::text(fmt::format("you ask too often; come back in {} s\n", seconds), Status::too_many_requests);
  response.headers.add("Retry-After", std::to_string(seconds));
  return response;
}

class Limiter {
 public:
  explicit Limiter(const RateLimit& limit)
      : key_(limit.key),
        bucket_(bucket_of(limit)),
        name_(limit.name),
        policy_(fmt::format("\"{}\";q={};w={}", name_, bucket_.burst, whole_seconds(bucket_.interval * bucket_.burst))),
        table_(std::make_unique<features::RateTable>(limit.keys_kept)) {
    if (!http::is_token(name_)) throw std::invalid_argument("RateLimit: the name is not one plain word");
  }

  Task<Response> operator()(Request& request, Next next) const {
    const auto granted = ask(request);
    if (!granted) co_return co_await next(request);
    auto response = granted->wait > Duration::zero() ? refusal(granted->wait) : co_await next(request);
    tell(*granted, response);
    co_return response;
  }

 private:
  /// Empty: this request is not limited.
  std::optional<features::Granted> ask(const Request& request) const {
    const auto key = key_ ? key_(request) : address_of(request);
    if (!key) return std::nullopt;
    return table_->take(*key, bucket_, Loop::current()->now());
  }

  void tell(const features::Granted& granted, Response& response) const {
    response.headers.add("RateLimit-Policy", policy_);
    response.headers.add("RateLimit",
                         fmt::format("\"{}\";r={};t={}", name_, granted.left, whole_seconds(granted.until_full)));
  }

  std::function<std::optional<std::string>(const Request&)> key_;
  features::Bucket bucket_;
  std::string name_, policy_;
  std::unique_ptr<features::RateTable> table_;
};

}  // namespace

RateLimit::operator http::Feature() const { return Limiter{*this}; }

}  // namespace kotori::inline v0
