#include "kotori/routing/segment.hpp"

#include "kotori/http/url.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <tuple>

namespace kotori::inline v0::routing {
namespace {

/// What stands between the two, if they stand there.
std::optional<std::string_view> between(std::string_view raw, std::string_view prefix, std::string_view suffix) {
  if (prefix.empty() && suffix.empty()) return raw;
  const auto size = http::decoded_size(raw);
  if (size < prefix.size() + suffix.size()) return std::nullopt;
  const auto behind = http::behind_decoded(raw, prefix.size());
  const auto last = http::behind_decoded(raw, size - suffix.size());
  if (!http::decodes_to(raw.substr(0, raw.size() - behind.size()), prefix) || !http::decodes_to(last, suffix))
    return std::nullopt;
  return behind.substr(0, behind.size() - last.size());
}

/// Text that is rarely escaped, decoded.
class Decoded {
 public:
  explicit Decoded(std::string_view raw) : text_(raw) {
    if (raw.contains('%')) text_ = kept_ = http::percent_decode(raw).value_or("");
  }
  std::string_view text() const { return text_; }

 private:
  std::string kept_;
  std::string_view text_;
};

}  // namespace

void Captures::add(std::string_view part) {
  places_.at(size_++) = {static_cast<std::uint32_t>(part.data() - begin_), static_cast<std::uint32_t>(part.size())};
}

http::PathParameters Captures::named(std::span<const std::string> names) const {
  auto places = places_;
  std::fill(places.begin() + static_cast<std::ptrdiff_t>(size_), places.end(), http::PathParameters::Place{});
  return {names, std::span(places).first(names.size())};
}

bool Segment::takes(std::string_view raw, Captures& captures) const {
  if (kind == Kind::constant) return http::decodes_to(raw, text);
  if (kind == Kind::any) return !raw.empty();
  const auto part = between(raw, prefix, suffix);
  if (!part || (part->empty() && kind != Kind::tail)) return false;
  if (regex) return takes_by_regex(*part, captures);
  captures.add(*part);
  return true;
}

bool Segment::takes_by_regex(std::string_view raw, Captures& captures) const {
  // In several segments an escaped slash would look like one that was sent.
  for (auto at = raw.find('%'); kind == Kind::tail && at != std::string_view::npos; at = raw.find('%', at + 1))
    if (http::decodes_to(raw.substr(at, 3), "/")) return false;
  const Decoded decoded(raw);
  std::array<std::string_view, Regex::most_groups> groups;
  const auto named = std::span(groups).first(regex->names().size());
  if (!regex->matches(decoded.text(), named)) return false;
  captures.add(raw);
  for (const auto group : named) {
    if (!group.data()) {
      captures.add_absent();
      continue;
    }
    const auto behind = http::behind_decoded(raw, static_cast<std::size_t>(group.data() - decoded.text().data()));
    captures.add(behind.substr(0, behind.size() - http::behind_decoded(behind, group.size()).size()));
  }
  return true;
}

bool Segment::precedes(const Segment& other) const {
  const auto rank = [](const Segment& segment) {
    return std::tuple(segment.kind, !segment.regex, SIZE_MAX - segment.prefix.size() - segment.suffix.size(),
                      SIZE_MAX - segment.prefix.size());
  };
  return rank(*this) < rank(other);
}

bool Segment::operator==(const Segment& other) const {
  const auto expression = [](const Segment& segment) {
    return segment.regex ? std::string_view(segment.regex->text()) : std::string_view{};
  };
  return kind == other.kind && text == other.text && prefix == other.prefix && suffix == other.suffix &&
         !regex == !other.regex && expression(*this) == expression(other);
}

}  // namespace kotori::inline v0::routing
