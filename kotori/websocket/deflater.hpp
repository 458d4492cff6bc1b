#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace kotori::inline v0 {
class Loop;
}

namespace kotori::inline v0::websocket {

/// Messages made short for one size of window (RFC 7692 §7.2.1). None refers to another, so the result may be sent to
/// whoever has this window or a larger one. Holds about 270 KiB for the largest window.
class Deflater {
 public:
  explicit Deflater(std::uint8_t window_bits);
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  /// The payload of a compressed message.
  std::string deflate(std::string_view message);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

/// The deflaters of a loop, one for each size of window that someone there has: `loop.local<Deflaters>()`.
class Deflaters {
 public:
  explicit Deflaters(Loop&) {}

  /// The payload of the compressed message; empty if that is not shorter, or the message is over 1 GiB.
  std::string deflate(std::string_view message, std::uint8_t window_bits);

 private:
  std::array<std::unique_ptr<Deflater>, 16> by_window_bits_;
};

}  // namespace kotori::inline v0::websocket
