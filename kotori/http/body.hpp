#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace kotori::inline v0::http {

/// The bytes of a response: its own, or others' that are sent without being copied.
class Body {
 public:
  Body() = default;
  Body(std::string bytes) : bytes_(std::move(bytes)) {}

  /// Bytes that live as long as `owner`; without an owner, as long as the program.
  static Body shared(std::string_view bytes, std::shared_ptr<const void> owner = {}) {
    Body body;
    body.bytes_ = Shared{bytes, std::move(owner)};
    return body;
  }

  /// A part of it, which keeps what it is a part of.
  Body part(std::size_t first, std::size_t size) && {
    if (auto* own = std::get_if<std::string>(&bytes_)) {
      auto owner = std::make_shared<const std::string>(std::move(*own));
      return shared(std::string_view(*owner).substr(first, size), owner);
    }
    auto& others = std::get<Shared>(bytes_);
    return shared(others.bytes.substr(first, size), std::move(others.owner));
  }

  std::string_view view() const {
    const auto* own = std::get_if<std::string>(&bytes_);
    return own ? std::string_view(*own) : std::get<Shared>(bytes_).bytes;
  }

 private:
  struct Shared {
    std::string_view bytes;
    std::shared_ptr<const void> owner;
  };
  std::variant<std::string, Shared> bytes_;
};

}  // namespace kotori::inline v0::http
