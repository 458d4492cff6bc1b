#include "kotori/client/back_off.hpp"

#include "kotori/http/date.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace kotori::inline v0::client {
namespace {

std::uint64_t nobody_knows() {
  std::random_device random;
  return std::uint64_t{random()} << 32U | random();
}

}  // namespace

Waits::Waits(const BackOff& back_off)
    : back_off_(back_off), bound_(back_off.first), random_(back_off.seed != 0 ? back_off.seed : nobody_knows()) {}

Duration Waits::next(std::optional<Duration> asked) {
  const auto bound = std::clamp(bound_, Duration{1}, std::max(back_off_.most, Duration{1}));
  bound_ = bound > back_off_.most / 2 ? back_off_.most : 2 * bound;
  const Duration drawn{static_cast<Duration::rep>(random_() % (static_cast<std::uint64_t>(bound.count()) + 1))};
  return drawn + std::clamp(asked.value_or(Duration::zero()), Duration::zero(), back_off_.most_asked);
}

std::optional<Duration> retry_after(const http::Headers& headers) {
  const auto text = headers.find("Retry-After").value_or("");
  if (const auto date = http::parse_http_date(text)) return std::chrono::milliseconds{*date - unix_millis_now()};
  std::uint32_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) return {};
  if (error == std::errc::result_out_of_range) seconds = std::numeric_limits<std::uint32_t>::max();
  return std::chrono::seconds{seconds};
}

}  // namespace kotori::inline v0::client
