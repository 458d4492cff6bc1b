#pragma once
#include <string_view>

/// Entity tags (RFC 9110 §8.8.3): "\"x\"" and, weak, "W/\"x\"", as they travel.
namespace kotori::inline v0::http {

bool is_weak_etag(std::string_view etag);

/// Whether a list such as If-None-Match has this tag or is *; whether either is weak does not matter.
bool list_has_etag(std::string_view list, std::string_view etag);

/// The same for lists such as If-Match: a weak tag equals none.
bool list_has_strong_etag(std::string_view list, std::string_view etag);

}  // namespace kotori::inline v0::http
