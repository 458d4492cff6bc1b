#pragma once
#include "kotori/base/result.hpp"

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

/// What the names of people and of rooms have in common.
namespace chat {

struct NameRules {
  std::string_view whose;  ///< "a name": how the sentence begins that says why not
  std::size_t most_bytes;
  std::size_t most_characters;
};

/// What was typed as it is shown: in NFKC, with single spaces for white space and none at the ends. Or why it may not
/// be a name: not UTF-8, too long, empty, with a character that cannot be seen, breaks lines, turns the direction of
/// writing or is unknown to Unicode, a combining mark at the front, or a colon.
kotori::Result<std::string> tidy_name(std::string_view typed, const NameRules& rules);

/// What makes names the same: NFKC_Casefold of what is shown, with katakana as hiragana.
std::string name_key(std::string_view shown);

/// The word one would take a name for: without accents, spaces and punctuation, any digit as 0, and letters of other
/// scripts that are drawn like Latin ones as these.
std::string word_of(std::string_view name);

inline std::unexpected<kotori::Error> not_a_name(std::string why) {
  return std::unexpected(kotori::Error{kotori::ErrorCode::misfit, std::move(why), {}});
}

}  // namespace chat
