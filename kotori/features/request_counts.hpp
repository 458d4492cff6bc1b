#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/status.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

/// What Metrics counts of requests.
namespace kotori::inline v0::features {

/// The bounds of the histogram of durations, in seconds; behind them one more.
inline constexpr std::array duration_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                            0.25,  0.5,    1.0,   2.5,  5.0,   10.0};

/// The methods that are told apart, HEAD as such; all others are "other".
inline constexpr std::array<std::string_view, 8> counted_methods{"GET",   "HEAD",   "POST",    "PUT",
                                                                 "PATCH", "DELETE", "OPTIONS", "other"};
std::size_t counted_as(std::string_view method);

/// The requests of one route by one method.
struct RouteCounts {
  std::array<std::uint64_t, 5> by_class{};  ///< 1xx to 5xx
  std::array<std::uint64_t, duration_bounds.size() + 1> by_duration{};
  Duration duration{};

  void add(http::Status status, Duration took);
  RouteCounts& operator+=(const RouteCounts& more);
};

/// By a route's pattern and its place among counted_methods.
using CountsByRoute = std::map<std::pair<std::string, std::size_t>, RouteCounts>;

/// What came to some loops. Any thread; a lock is held for as long as it takes to find a route's counts, or to add them
/// all to others.
class RequestCounts {
 public:
  /// A request, until it is answered.
  void begin();
  void end(std::string_view route, std::size_t method, http::Status status, Duration took);
  /// It came to nothing, for its connection was given up.
  void abandon();

  void add_to(CountsByRoute& all, std::uint64_t& in_flight) const;

 private:
  using OfRoute = std::array<std::unique_ptr<RouteCounts>, counted_methods.size()>;

  mutable std::mutex mutex_;
  std::uint64_t in_flight_ = 0;
  std::map<std::string, OfRoute, std::less<>> by_route_;
};

}  // namespace kotori::inline v0::features
