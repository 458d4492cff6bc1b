#include "apps/kotori/bench/template.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bench {

Template Template::parse_greeting(std::string_view pattern) {
  constexpr std::array<std::pair<std::string_view, Part>, 4> places{
      {{"{text}", Part::text}, {"{id}", Part::id}, {"{connection}", Part::connection}, {"{room}", Part::room}}};
  Template result;
  std::string literal;
  while (!pattern.empty()) {
    const auto* place = std::ranges::find_if(places, [&](const auto& each) { return pattern.starts_with(each.first); });
    if (place == places.end()) {
      literal += pattern.front();
      pattern.remove_prefix(1);
      continue;
    }
    if (!literal.empty()) result.pieces_.push_back({Part::literal, std::exchange(literal, {})});
    result.pieces_.push_back({place->second, {}});
    pattern.remove_prefix(place->first.size());
  }
  if (!literal.empty()) result.pieces_.push_back({Part::literal, literal});
  return result;
}

kotori::Result<Template> Template::parse(std::string_view pattern) {
  if (pattern.find("{text}") == pattern.npos)
    return std::unexpected(
        kotori::Error{kotori::ErrorCode::misfit, "the template must say where the {text} stands", {}});
  return parse_greeting(pattern);
}

std::string Template::fill(const Words& words) const {
  std::string filled;
  for (const auto& [part, literal] : pieces_) switch (part) {
      case Part::literal: filled += literal; break;
      case Part::text: filled += words.text; break;
      case Part::id: filled += words.id; break;
      case Part::connection: filled += std::to_string(words.connection); break;
      case Part::room: filled += words.room; break;
    }
  return filled;
}

}  // namespace bench
