#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace kotori::inline v0::http {

/// The bytes of a response: its own, or others' that are sent without being copied.
class Body {
 public:
  Body() = default;
  Body(std::string bytes) : bytes_(std::move(bytes)) {}

  /// Bytes that live as long as `owner`; without an owner, as long as the program.
  static Body shared(std::string_view bytes, std::shared_ptr<const void> owner = {});

  /// A part of it, which keeps what it is a part of.
  Body part(std::size_t first, std::size_t size) &&;

  std::string_view view() const { return shared_.data() ? shared_ : std::string_view(bytes_); }

 private:
  std::string bytes_;
  std::string_view shared_;  // null: they are its own
  std::shared_ptr<const void> owner_;
};

}  // namespace kotori::inline v0::http
