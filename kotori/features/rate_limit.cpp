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

class Limiter {
 public:
  explicit Limiter(const RateLimit& limit)
      : key_(limit.key),
        bucket_(bucket_of(limit)),
        name_(limit.name),
        policy_(fmt::format("\"{}\";q={};w={}", name_, bucket_.burst, whole_seconds(bucket_.interval * bucket_.burst))),
        table_(limit.keys_kept) {
    if (!http::is_token(name_)) throw std::invalid_argument("RateLimit: the name is not one plain word");
  }

  /// Empty: this request is not limited.
  std::optional<features::Granted> ask(const Request& request) {
    const auto key = key_ ? key_(request) : address_of(request);
    if (!key) return std::nullopt;
    return table_.take(*key, bucket_, Loop::current()->now());
  }

  void tell(const features::Granted& granted, Response& response) const {
    response.headers.add("RateLimit-Policy", policy_);
    response.headers.add("RateLimit",
                         fmt::format("\"{}\";r={};t={}", name_, granted.left, whole_seconds(granted.until_full)));
  }

 private:
  const std::function<std::optional<std::string>(const Request&)> key_;
  const features::Bucket bucket_;
  const std::string name_, policy_;
  features::RateTable table_;
};

Response refusal(Duration wait) {
  const auto seconds = whole_seconds(wait);
  auto response =
      Response::text(fmt::format("you ask too often; come back in {} s\n", seconds), Status::too_many_requests);
  response.headers.add("Retry-After", std::to_string(seconds));
  return response;
}

}  // namespace

RateLimit::operator http::Feature() const {
  return [limiter = std::make_shared<Limiter>(*this)](Request& request, Next next) -> Task<Response> {
    const auto granted = limiter->ask(request);
    if (!granted) co_return co_await next(request);
    auto response = granted->wait > Duration::zero() ? refusal(granted->wait) : co_await next(request);
    limiter->tell(*granted, response);
    co_return response;
  };
}

}  // namespace kotori::inline v0
