#pragma once
#include "kotori/http/status.hpp"

#include <optional>
#include <string_view>

namespace kotori::inline v0::http {

/// Content-Length and Transfer-Encoding say where a request ends, so nobody in front of this server may read them in
/// another way. 400 for one with white space around its value, but for the one space behind the colon, and for a name
/// that CGI and its heirs take for one of the two, _ and - being one letter to them. Any other field is none of its
/// business.
std::optional<Refusal> check_framing_field(std::string_view name, std::string_view behind_colon);

}  // namespace kotori::inline v0::http
