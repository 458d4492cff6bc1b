#pragma once
#include <string_view>

namespace kotori::inline v0::json {

/// Whether a text is UTF-8 (RFC 3629), as all that is written as JSON must be.
bool is_utf8(std::string_view text);

}  // namespace kotori::inline v0::json
