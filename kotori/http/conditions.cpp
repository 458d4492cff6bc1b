#include "kotori/http/conditions.hpp"

#include "kotori/http/date.hpp"
#include "kotori/http/etag.hpp"
#include "kotori/http/refused.hpp"

namespace kotori::inline v0::http {
namespace {

constexpr UnixMillis second = 1000;

/// A date that stands twice is a list, and so none.
std::optional<UnixMillis> date_of(const Request& request, std::string_view name) {
  const auto text = request.headers.joined(name);
  return text ? parse_http_date(*text) : std::nullopt;
}

bool is_later(UnixMillis time, UnixMillis than) { return time / second > than / second; }

/// §13.2.2, steps 1 and 2.
bool is_the_one_meant(const Request& request, const Validators& validators) {
  if (const auto tags = request.headers.joined("If-Match"))
    return validators.exists && (validators.etag.empty() ? *tags == "*" : list_has_strong_etag(*tags, validators.etag));
  const auto since = date_of(request, "If-Unmodified-Since");
  return !since || !validators.last_modified || !is_later(*validators.last_modified, *since);
}

/// §13.2.2, steps 3 and 4.
bool is_known(const Request& request, const Validators& validators) {
  if (const auto tags = request.headers.joined("If-None-Match"))
    return validators.exists && (validators.etag.empty() ? *tags == "*" : list_has_etag(*tags, validators.etag));
  if (request.method != "GET" && request.method != "HEAD") return false;
  const auto since = date_of(request, "If-Modified-Since");
  return since && validators.last_modified && !is_later(*validators.last_modified, *since);
}

}  // namespace

Precondition check_preconditions(const Request& request, const Validators& validators) {
  if (!is_the_one_meant(request, validators)) return Precondition::failed;
  if (!is_known(request, validators)) return Precondition::holds;
  const bool reads = request.method == "GET" || request.method == "HEAD";
  return reads ? Precondition::not_modified : Precondition::failed;
}

void require_preconditions(const Request& request, const Validators& validators) {
  if (check_preconditions(request, validators) == Precondition::failed)
    throw Refused(Status::precondition_failed, "It is not, or no longer, as the condition of the request says.");
}

bool range_is_of(const Request& request, const Validators& validators) {
  const auto text = request.headers.joined("If-Range");
  if (!text) return true;
  if (text->ends_with('"')) return *text == validators.etag && !is_weak_etag(*text);
  const auto date = parse_http_date(*text);
  return date && validators.last_modified && *date / second == *validators.last_modified / second;
}

}  // namespace kotori::inline v0::http
