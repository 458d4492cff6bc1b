#include "chat/model/text.hpp"

#include "chat/model/unicode.hpp"

#include <algorithm>

namespace chat {

std::optional<TextFault> fault_of_text(std::string_view text) {
  if (text.size() > longest_text_bytes) return TextFault::too_long;
  const auto points = unicode::code_points(text);
  if (!points || points->contains(U'\0')) return TextFault::not_text;
  const auto shows_nothing = [](char32_t c) { return unicode::is_white_space(c) || unicode::is_invisible(c); };
  if (std::ranges::all_of(*points, shows_nothing)) return TextFault::empty;
  return {};
}

}  // namespace chat
