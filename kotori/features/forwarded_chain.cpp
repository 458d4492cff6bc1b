#include "kotori/features/forwarded_chain.hpp"

#include "kotori/http/text.hpp"
#include "kotori/net/address_block.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace kotori::inline v0::features {
namespace {

using Words = std::vector<ForwardedWord>;

std::vector<std::string_view> elements_of(std::string_view list) {
  std::vector<std::string_view> elements;
  for (auto element = http::take_element(list); !element.empty(); element = http::take_element(list))
    elements.push_back(element);
  return elements;
}

/// Each proxy appends to the lists, so that they agree at their ends; a list of one is for all.
std::string_view from_the_end(const std::vector<std::string_view>& elements, std::size_t place) {
  if (elements.empty()) return {};
  return elements[elements.size() - 1 - std::min(place, elements.size() - 1)];
}

std::string with_port(std::string_view host, std::string_view port, std::string_view proto) {
  std::string result{host};
  const auto name_ends = host.starts_with('[') ? host.find(']') : 0;
  const bool has_port = host.find(':', std::min(name_ends, host.size())) != host.npos;
  if (host.empty() || has_port || port.empty() || port == (http::equal_ignoring_case(proto, "https") ? "443" : "80"))
    return result;
  return result.append(":").append(port);
}

std::optional<Words> read_x_forwarded(const http::Headers& headers) {
  const auto list = [&](std::string_view name) { return headers.joined(name).value_or(""); };
  const auto fors = list("X-Forwarded-For"), protos = list("X-Forwarded-Proto"), hosts = list("X-Forwarded-Host"),
             ports = list("X-Forwarded-Port");
  const auto from = elements_of(fors), proto = elements_of(protos), host = elements_of(hosts),
             port = elements_of(ports);
  if (from.size() > most_forwarded_words) return std::nullopt;
  Words words;
  const bool says_anything = !proto.empty() || !host.empty();
  for (std::size_t place = std::max<std::size_t>(from.size(), says_anything ? 1 : 0); place-- > 0;) {
    const auto scheme = from_the_end(proto, place);
    words.push_back({.from = std::string(from.empty() ? "" : from[from.size() - 1 - place]),
                     .proto = std::string(scheme),
                     .host = with_port(from_the_end(host, place), from_the_end(port, place), scheme)});
  }
  return words;
}

/// Reads Forwarded from the front (RFC 7239 §4).
class Reader {
 public:
  explicit Reader(std::string_view text) : left_(text) {}

  std::optional<Words> words() {
    Words words;
    do {
      skip_space();
      if (left_.empty() || left_.front() == ',') continue;
      if (words.size() == most_forwarded_words) return std::nullopt;
      auto word = this->word();
      if (!word) return std::nullopt;
      words.push_back(*std::move(word));
    } while (take(','));
    return left_.empty() ? std::optional{std::move(words)} : std::nullopt;
  }

 private:
  std::optional<ForwardedWord> word() {
    ForwardedWord word;
    do {
      skip_space();
      const auto name = token();
      if (name.empty() || !take('=')) return std::nullopt;
      auto value = this->value();
      if (!value) return std::nullopt;
      skip_space();
      auto* place = http::equal_ignoring_case(name, "for")     ? &word.from
                    : http::equal_ignoring_case(name, "proto") ? &word.proto
                    : http::equal_ignoring_case(name, "host")  ? &word.host
                                                               : nullptr;
      if (place && !std::exchange(*place, *std::move(value)).empty()) return std::nullopt;  // said twice
    } while (take(';'));
    return word;
  }

  std::string_view token() {
    const auto end = std::ranges::find_if_not(left_, http::is_token_character);
    const auto found = left_.substr(0, static_cast<std::size_t>(end - left_.begin()));
    left_.remove_prefix(found.size());
    return found;
  }

  std::optional<std::string> value() {
    if (!take('"')) {
      const auto plain = token();
      return plain.empty() ? std::nullopt : std::optional<std::string>{plain};
    }
    std::string text;
    while (!left_.empty()) {
      if (take('"')) return text;
      if (take('\\') && left_.empty()) break;
      text += left_.front();
      left_.remove_prefix(1);
    }
    return std::nullopt;
  }

  bool take(char wanted) {
    if (!left_.starts_with(wanted)) return false;
    left_.remove_prefix(1);
    return true;
  }
  void skip_space() {
    while (take(' ') || take('\t')) {
    }
  }

  std::string_view left_;
};

std::optional<std::uint16_t> read_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return port;
}

}  // namespace

std::optional<Words> read_forwarded(const http::Headers& headers, ForwardedBy by) {
  if (by == ForwardedBy::x_forwarded) return read_x_forwarded(headers);
  return Reader{headers.joined("Forwarded").value_or("")}.words();
}

std::optional<ForwardedNode> read_node(std::string_view from) {
  if (from.empty() || from.starts_with('_') || http::equal_ignoring_case(from, "unknown")) return ForwardedNode{};
  auto address = from;
  std::string_view port;
  if (from.starts_with('[')) {
    const auto end = from.find(']');
    if (end == from.npos) return std::nullopt;
    address = from.substr(1, end - 1);
    if (address.find(':') == address.npos) return std::nullopt;
    port = from.substr(end + 1);
  } else if (const auto colon = from.find(':'); colon == from.rfind(':') && colon != from.npos) {
    address = from.substr(0, colon);
    port = from.substr(colon);
  }
  if (!block_of(address)) return std::nullopt;
  Endpoint known{.address = std::string(address), .port = 0};
  if (port.empty()) return ForwardedNode{std::move(known)};
  if (!port.starts_with(':')) return std::nullopt;
  if (port.starts_with(":_")) return ForwardedNode{std::move(known)};
  const auto number = read_port(port.substr(1));
  if (!number) return std::nullopt;
  known.port = *number;
  return ForwardedNode{std::move(known)};
}

}  // namespace kotori::inline v0::features
