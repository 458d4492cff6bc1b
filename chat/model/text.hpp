#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace chat {

inline constexpr std::size_t longest_text_bytes = 16'000;
inline constexpr std::size_t longest_topic_bytes = 250;

enum class TextFault : std::uint8_t {
  empty,     ///< nothing one could see
  too_long,  ///< over longest_text_bytes
  not_text,  ///< not UTF-8, or with a NUL in it
};

/// Why this may not be said; empty when it may. A text is kept as it is, byte for byte.
std::optional<TextFault> fault_of_text(std::string_view text);

}  // namespace chat
