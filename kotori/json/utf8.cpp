#include "kotori/json/utf8.hpp"

#include <simdjson.h>

namespace kotori::inline v0::json {

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace kotori::inline v0::json
