#pragma once
#include "tests/rfc6455/wire.hpp"

#include <string>
#include <string_view>

/// Compressed messages spelled out by hand, or by zlib itself, so that our compressor is not tested by itself.
namespace rfc7692 {

using namespace rfc6455;
using rfc6455::close;  // not the system's

inline constexpr std::uint8_t rsv1 = 0x40;
inline constexpr DeflateSide with_context{.window_bits = 15, .keeps_context = true};
inline constexpr DeflateSide without_context{.window_bits = 15, .keeps_context = false};

/// "Hello" as the RFC's examples have it (§7.2.3).
inline const std::string hello = "\xF2\x48\xCD\xC9\xC9\x07\x00"s, hello_again = "\xF2\x00\x11\x00\x00"s;

/// What a server hears of a client that compresses; see rfc6455::hear.
inline Heard hear_compressed(std::string_view bytes, DeflateSide peer = without_context,
                             const MessageLimits& limits = kotori::websocket::default_message_limits) {
  return hear(bytes, Role::server, limits, peer);
}

/// A whole client's frame that is marked as compressed.
inline std::string compressed_frame(int opcode, std::string_view payload) {
  return frame(fin | rsv1 | opcode, payload);
}

/// A peer's compressor, which keeps its context from message to message.
class Compressor {
 public:
  explicit Compressor(int window_bits = 15, int level = 6);
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  /// A message without its tail, ready to travel.
  std::string operator()(std::string_view message);
  /// As above, as a stream that says it has ended (BFINAL), whole.
  std::string finished(std::string_view message);

 private:
  struct Stream;
  std::string run(std::string_view message, int flush);
  Stream* stream_;
};

/// One message of a fresh compressor.
std::string deflated(std::string_view message, int window_bits = 15);

/// What a decoder makes of a payload that looks back no further than its window and never sees two bytes at once; or
/// "(broken)".
std::string inflated_strictly(std::string_view payload, int window_bits);

/// Letters without any pattern, the same each time.
std::string noise(std::size_t size, unsigned seed = 1);

}  // namespace rfc7692
