#pragma once
#include "chat/model/person.hpp"
#include "kotori/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace chat {

/// Counted as people count: grapheme clusters of Unicode.
inline constexpr std::size_t longest_name_characters = 32;
inline constexpr std::size_t longest_name_bytes = 128;

/// A person's name. Two names with the same key are the same name: `Ann`, `ANN` and `Ａｎｎ`.
struct Name {
  std::string shown;  ///< NFC; white space is single spaces, none at the ends
  std::string key;    ///< NFKC_Casefold of what is shown
  bool operator==(const Name&) const = default;
};

/// The name that somebody typed, or a sentence that says why it may not be one: it would be invisible, break a line,
/// turn the direction of writing, say something by a colon, or pass for the server or for another newcomer. `own` is
/// the number of who wants it: nobody but number 7 may be called `user7`.
kotori::Result<Name> make_name(std::string_view typed, VisitorNumber own);

/// What a newcomer is called.
Name newcomer_name(VisitorNumber number);

}  // namespace chat
