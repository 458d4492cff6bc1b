#include "chat/model/text.hpp"

#include "chat/model/unicode.hpp"

#include <algorithm>
#include <string>

namespace chat {
namespace {

bool has_no_place_in_a_text(char32_t c) {
  return unicode::is_control(c) && c != U'\t' && c != U'\n' && c != U'\r' && c != U'\u0085';
}

bool ends_a_line(char32_t c) { return unicode::is_control(c) || c == U'\u2028' || c == U'\u2029'; }

bool shows_nothing(char32_t c) { return unicode::is_white_space(c) || unicode::is_invisible(c); }

}  // namespace

std::optional<TextFault> fault_of_text(std::string_view text) {
  if (text.size() > longest_text_bytes) return TextFault::too_long;
  const auto points = unicode::code_points(text);
  if (!points) return TextFault::not_text;
  if (std::ranges::any_of(*points, has_no_place_in_a_text)) return TextFault::control;
  if (std::ranges::all_of(*points, shows_nothing)) return TextFault::empty;
  return {};
}

std::optional<TextFault> fault_of_topic(std::string_view topic) {
  if (topic.size() > longest_topic_bytes) return TextFault::too_long;
  const auto points = unicode::code_points(topic);
  if (!points) return TextFault::not_text;
  if (std::ranges::any_of(*points, ends_a_line)) return TextFault::control;
  return {};
}

bool is_reaction(std::string_view emoji) {
  if (emoji.size() > longest_reaction_bytes) return false;
  const auto points = unicode::code_points(emoji);
  if (!points || unicode::count_characters(*points) != 1) return false;
  return !unicode::is_mark(points->front()) && !std::ranges::all_of(*points, shows_nothing);
}

}  // namespace chat
