#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

/// UTF-8 as RFC 3629 §4 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
namespace kotori::inline v0::websocket {

/// Whether a text that is all here is UTF-8.
bool is_utf8(std::string_view text);

/// The longest beginning of a UTF-8 text that has at most `max_bytes` and ends between two characters.
std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes);

/// Checks a text that comes in pieces, cut anywhere, and refuses at the first byte no UTF-8 text could have there
/// (RFC 6455 §8.1). A value of three bytes.
class Utf8Check {
 public:
  /// Takes the next piece. False: no continuation can make this UTF-8; ask no more.
  bool accept(std::string_view piece);

  /// Whether the text may end here: no character is half said.
  bool complete() const { return missing_ == 0; }

 private:
  bool accept_byte(std::uint8_t byte);
  bool begin_character(std::uint8_t lead);

  std::uint8_t missing_ = 0;                     // bytes the character begun still needs
  std::uint8_t lowest_ = 0x80, highest_ = 0xBF;  // what its next byte may be
};

}  // namespace kotori::inline v0::websocket
