#pragma once
#include "kotori/sessions/store.hpp"

#include <string>
#include <string_view>

namespace kotori::inline v0::sessions {

/// What is signed or encrypted of a session that is kept at the client: "BEGUN USED ID VALUE", the times in
/// milliseconds since 1970, so that it ends here, too, whatever the client does.
std::string write_dated(std::string_view id, const Record& record);

/// False when it is none. The time of its end is not in it.
bool read_dated(std::string_view text, std::string& id, Record& record);

}  // namespace kotori::inline v0::sessions
