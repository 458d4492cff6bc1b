#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kotori::inline v0::http {

/// Which parts of a target the {names} of its route stand for: places, not copies. The names belong to the route, which
/// lives as long as the request.
class PathParameters {
 public:
  /// A route has no more names.
  static constexpr std::size_t most = 16;

  struct Place {
    static constexpr std::uint32_t absent = UINT32_MAX;
    std::uint32_t begin = absent;  ///< `absent`: an optional {name?} that was not there
    std::uint32_t size = 0;
  };

  PathParameters() = default;
  /// One place a name, in the same order.
  PathParameters(std::span<const std::string> names, std::span<const Place> places);

  std::span<const std::string> names() const { return names_; }
  /// The part of the target as it was sent; empty when it was absent. Throws std::out_of_range when there is no such
  /// name.
  std::optional<std::string_view> raw(std::string_view target, std::string_view name) const;

 private:
  std::span<const std::string> names_;
  std::array<Place, most> places_{};
};

}  // namespace kotori::inline v0::http
