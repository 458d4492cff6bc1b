#include "kotori/http/path_parameters.hpp"

#include <algorithm>
#include <stdexcept>

namespace kotori::inline v0::http {

PathParameters::PathParameters(std::span<const std::string> names, std::span<const Place> places) : names_(names) {
  if (names.size() != places.size() || names.size() > most) throw std::invalid_argument("one place a name");
  std::ranges::copy(places, places_.begin());
}

std::optional<std::string_view> PathParameters::raw(std::string_view target, std::string_view name) const {
  const auto found = std::ranges::find(names_, name);
  if (found == names_.end()) throw std::out_of_range("this route has no {" + std::string(name) + "}");
  const auto place = places_.at(static_cast<std::size_t>(found - names_.begin()));
  if (place.begin == Place::absent) return std::nullopt;
  return target.substr(place.begin, place.size);
}

}  // namespace kotori::inline v0::http
