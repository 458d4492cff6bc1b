#pragma once
#include "kotori/base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7).
std::string http_date(UnixMillis time);

/// In any of the three forms that clients have written it in. Empty for what is none, and for days that do not exist.
std::optional<UnixMillis> parse_http_date(std::string_view text);

/// The Date header of a loop: written once a second, however many responses carry it.
class DateClock {
 public:
  /// Valid until the next call.
  std::string_view at(UnixMillis now);

 private:
  std::int64_t second_ = -1;
  std::string text_;
};

}  // namespace kotori::inline v0::http
