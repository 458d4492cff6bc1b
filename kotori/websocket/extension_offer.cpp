#include "kotori/websocket/extension_offer.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <utility>

namespace kotori::inline v0::websocket {
namespace {

constexpr std::string_view white_space = " \t";

/// Takes words and signs from the front of a text. White space around either does not count.
class Words {
 public:
  explicit Words(std::string_view text) : left_(text) { skip_space(); }

  bool at_end() const { return left_.empty(); }

  bool take(char sign) {
    if (!left_.starts_with(sign)) return false;
    left_.remove_prefix(1);
    skip_space();
    return true;
  }

  std::optional<std::string> token() {
    const auto end = std::ranges::find_if_not(left_, [](char c) { return http::is_token({&c, 1}); });
    const auto size = static_cast<std::size_t>(end - left_.begin());
    if (size == 0) return {};
    std::string word(left_.substr(0, size));
    left_.remove_prefix(size);
    skip_space();
    return word;
  }

  /// What stands between quotes must be a token, too (§9.1).
  std::optional<std::string> token_or_quoted() {
    if (!left_.starts_with('"')) return token();
    std::string word;
    for (std::size_t i = 1; i < left_.size(); ++i) {
      if (left_[i] == '"') {
        left_.remove_prefix(i + 1);
        skip_space();
        return http::is_token(word) ? std::optional(std::move(word)) : std::nullopt;
      }
      if (left_[i] == '\\') ++i;
      if (i < left_.size()) word += left_[i];
    }
    return {};
  }

 private:
  void skip_space() { left_.remove_prefix(std::min(left_.find_first_not_of(white_space), left_.size())); }

  std::string_view left_;
};

std::optional<Extension> take_extension(Words& words) {
  auto name = words.token();
  if (!name) return {};
  Extension extension{.name = std::move(*name), .parameters = {}};
  while (words.take(';')) {
    auto parameter = words.token();
    if (!parameter) return {};
    std::optional<std::string> value;
    if (words.take('=')) {
      value = words.token_or_quoted();
      if (!value) return {};
    }
    extension.parameters.push_back({std::move(*parameter), std::move(value)});
  }
  return extension;
}

}  // namespace

Result<std::vector<Extension>> parse_extensions(std::string_view sec_websocket_extensions) {
  const auto malformed =
      std::unexpected(Error{ErrorCode::malformed, "a list of extensions is expected", "Sec-WebSocket-Extensions"});
  std::vector<Extension> extensions;
  Words words{sec_websocket_extensions};
  // Empty elements of a list do not count, but there must be one that is not.
  while (words.take(',')) continue;
  while (!words.at_end()) {
    auto extension = take_extension(words);
    if (!extension || (!words.at_end() && !words.take(','))) return malformed;
    extensions.push_back(std::move(*extension));
    while (words.take(',')) continue;
  }
  if (extensions.empty()) return malformed;
  return extensions;
}

}  // namespace kotori::inline v0::websocket
