#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/person.hpp"
#include "kotori/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace chat {

/// The name of a person or a room. Two names with the same key are the same name: `Ann`, `ANN` and `Ａｎｎ`; `かな`,
/// `カナ` and `ｶﾅ`.
struct Name {
  std::string shown;  ///< NFKC; white space is single spaces, none at the ends
  std::string key;    ///< NFKC_Casefold of what is shown, with katakana as hiragana
  bool operator==(const Name&) const = default;
};

/// The name that somebody typed, or a sentence that says why it may not be one: it would be invisible, break a line,
/// turn the direction of writing, say something by a colon, or pass for the server or for another newcomer. `own` is
/// the number of who wants it: nobody but number 7 may be called `user7`.
kotori::Result<Name> make_name(std::string_view typed, VisitorNumber own);

/// What a newcomer is called.
Name newcomer_name(VisitorNumber number);

/// The name that somebody typed for a new room, or a sentence that says why it may not be one: as for people's names,
/// but nothing is reserved except what reads as `lobby`; at most longest_id bytes; no # at the front, which programs
/// show there themselves; and no slash, which would part it in a path.
kotori::Result<Name> make_room_name(std::string_view typed);

}  // namespace chat
