#include "kotori/features/request_counts.hpp"

#include <algorithm>
#include <chrono>

namespace kotori::inline v0::features {

std::size_t counted_as(std::string_view method) {
  const auto known = std::ranges::find(counted_methods, method);
  return static_cast<std::size_t>(std::min(known, counted_methods.end() - 1) - counted_methods.begin());
}

void RouteCounts::add(http::Status status, Duration took) {
  const auto status_class = std::clamp(static_cast<std::size_t>(status) / 100, std::size_t{1}, by_class.size());
  ++by_class[status_class - 1];
  const auto seconds = std::chrono::duration<double>(took).count();
  const auto bound = std::ranges::lower_bound(duration_bounds, seconds);
  ++by_duration[static_cast<std::size_t>(bound - duration_bounds.begin())];
  duration += took;
}

RouteCounts& RouteCounts::operator+=(const RouteCounts& more) {
  for (std::size_t i = 0; i < by_class.size(); ++i) by_class[i] += more.by_class[i];
  for (std::size_t i = 0; i < by_duration.size(); ++i) by_duration[i] += more.by_duration[i];
  duration += more.duration;
  return *this;
}

void RequestCounts::begin() {
  const std::lock_guard lock{mutex_};
  ++in_flight_;
}

void RequestCounts::abandon() {
  const std::lock_guard lock{mutex_};
  --in_flight_;
}

void RequestCounts::end(std::string_view route, std::size_t method, http::Status status, Duration took) {
  const std::lock_guard lock{mutex_};
  --in_flight_;
  auto found = by_route_.find(route);
  if (found == by_route_.end()) found = by_route_.try_emplace(std::string(route)).first;
  auto& counts = found->second[method];
  if (!counts) counts = std::make_unique<RouteCounts>();
  counts->add(status, took);
}

void RequestCounts::add_to(CountsByRoute& all, std::uint64_t& in_flight) const {
  const std::lock_guard lock{mutex_};
  in_flight += in_flight_;
  for (const auto& [route, by_method] : by_route_)
    for (std::size_t method = 0; method < by_method.size(); ++method)
      if (by_method[method]) all[{route, method}] += *by_method[method];
}

}  // namespace kotori::inline v0::features
