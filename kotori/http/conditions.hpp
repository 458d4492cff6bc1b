#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/request.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

/// What a client asks only under a condition (RFC 9110 §13).
namespace kotori::inline v0::http {

/// What is known of the present state of what is asked for.
struct Validators {
  std::string_view etag;                                   ///< as it travels, "\"x\""; empty: none
  std::optional<UnixMillis> last_modified = std::nullopt;  ///< whole seconds count
  bool exists = true;                                      ///< false: If-Match: * fails, If-None-Match: * holds
};

enum class Precondition : std::uint8_t { holds, not_modified, failed };

/// Whether to do what is asked, or to answer 304 or 412: If-Match, else If-Unmodified-Since; then If-None-Match, else
/// If-Modified-Since (§13.2.2). A condition that is malformed, or on what is not known, is none; but an If-Match on
/// what has no tag fails.
Precondition check_preconditions(const Request& request, const Validators& validators);

/// For a handler that changes something: throws Refused with 412 when the client speaks of another state than this one.
void require_preconditions(const Request& request, const Validators& validators);

/// Whether to heed a Range: there is no If-Range, or it names exactly this state, by a strong tag or by the very date
/// (§13.1.5).
bool range_is_of(const Request& request, const Validators& validators);

}  // namespace kotori::inline v0::http
