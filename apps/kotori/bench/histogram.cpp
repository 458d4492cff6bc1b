#include "apps/kotori/bench/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bench {
namespace {
constexpr std::uint64_t an_hour = 3'600'000'000'000;
}

/// Durations below 64 ns have a place each; from there on every power of two has 64 places.
std::size_t Histogram::place_of(std::uint64_t nanoseconds) {
  if (nanoseconds < steps) return nanoseconds;
  const auto shift = static_cast<unsigned>(std::bit_width(nanoseconds)) - 1 - exact_bits;
  return steps * shift + (nanoseconds >> shift);
}

std::uint64_t Histogram::most_at(std::size_t place) {
  if (place < 2 * steps) return place;
  const auto shift = place / steps - 1;
  return ((place - steps * shift + 1) << shift) - 1;
}

void Histogram::add(kotori::Duration took) {
  const auto nanoseconds = std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)), an_hour);
  ++counts_[place_of(nanoseconds)];
  ++count_;
  longest_ = std::max(longest_, kotori::Duration{nanoseconds});
}

kotori::Duration Histogram::percentile(double in_a_hundred) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(static_cast<double>(count_) * in_a_hundred / 100));
  std::uint64_t seen = 0;
  for (std::size_t place = 0; place < counts_.size(); ++place) {
    seen += counts_[place];
    if (seen >= wanted && seen > 0) return std::min(kotori::Duration{most_at(place)}, longest_);
  }
  return {};
}

}  // namespace bench
