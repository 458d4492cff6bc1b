#pragma once
#include "kotori/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The parts of a URL (RFC 3986) that a request shows.
namespace kotori::inline v0::http {

/// "%E5%B0%8F" becomes the bytes of 小. The result may hold any byte, NUL too. An error: a % without two hex digits.
Result<std::string> percent_decode(std::string_view text);

/// Whether percent_decode(escaped) is this text; false for a malformed escape.
bool decodes_to(std::string_view escaped, std::string_view text);

/// How many bytes well escaped text has once it is decoded, and what of it stands behind the first `count` of them.
std::size_t decoded_size(std::string_view escaped);
std::string_view behind_decoded(std::string_view escaped, std::size_t count);

/// FNV-1a of the bytes of well escaped text once it is decoded.
std::uint64_t hash_decoded(std::string_view escaped);

/// Whether percent_decode() would succeed.
bool is_well_escaped(std::string_view text);

/// Whether a path is well escaped and will be read alike by whoever gets to see it: by a file system, a log, the next
/// server. No control character hides behind an escape, and no backslash stands for a slash.
bool is_sound_path(std::string_view path);

/// Everything but letters, digits and -._~ as %XX: fits into a path segment, a query and a fragment.
std::string percent_encode(std::string_view text);

/// The first value of this name in a query such as `name=Ann&room=tree%20top`, decoded as forms are: + is a space.
/// Empty when it does not stand there. An error: its name or value has a malformed escape.
Result<std::optional<std::string>> query_parameter(std::string_view query, std::string_view name);

/// Whether this name stands in a query, and, if a value is given, whether its first value is that. False where escapes
/// are malformed. Allocates nothing.
bool query_holds(std::string_view query, std::string_view name, const std::optional<std::string>& value);

/// Whether this is a host, or [an IPv6 address], with an optional :port. Of names only letters, digits and -._~ are
/// taken: what a browser sends, without the commas by which two hosts look like one.
bool is_authority(std::string_view text);

}  // namespace kotori::inline v0::http
