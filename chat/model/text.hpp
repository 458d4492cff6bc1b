#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace chat {

inline constexpr std::size_t longest_text_bytes = 16'000;
inline constexpr std::size_t longest_topic_bytes = 250;
inline constexpr std::size_t longest_reaction_bytes = 64;

enum class TextFault : std::uint8_t {
  empty,     ///< nothing one could see
  too_long,  ///< over longest_text_bytes, or longest_topic_bytes
  not_text,  ///< not UTF-8
  control,   ///< with a control character that has no place in a message
};

/// Why this may not be said; empty when it may. A text is kept as it is, byte for byte, and is not judged by what it
/// says or how it looks. Of the control characters (C0, DEL and C1) it may have those that lay out lines: TAB, LF, CR
/// and NEL (U+0085). The others, NUL and ESC among them, do things to terminals and files, and mean nothing to people.
std::optional<TextFault> fault_of_text(std::string_view text);

/// Why a room may not be about this. A topic is one line: no control characters, no line or paragraph separator. It may
/// be empty.
std::optional<TextFault> fault_of_topic(std::string_view topic);

/// Whether a message can be answered with this: a single character as people count (one grapheme cluster of Unicode)
/// that can be seen by itself, of at most longest_reaction_bytes. Emoji that are newer than this program are such, too.
bool is_reaction(std::string_view emoji);

}  // namespace chat
