#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace kotori::inline v0::http {

/// What became of a request (RFC 9110 §15).
enum class Status : std::uint16_t {
  continue_ = 100,
  switching_protocols = 101,
  ok = 200,
  created = 201,
  accepted = 202,
  no_content = 204,
  partial_content = 206,
  moved_permanently = 301,
  found = 302,
  see_other = 303,
  not_modified = 304,
  temporary_redirect = 307,
  permanent_redirect = 308,
  bad_request = 400,
  unauthorized = 401,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  not_acceptable = 406,
  request_timeout = 408,
  conflict = 409,
  gone = 410,
  precondition_failed = 412,
  content_too_large = 413,
  uri_too_long = 414,
  unsupported_media_type = 415,
  range_not_satisfiable = 416,
  expectation_failed = 417,
  misdirected_request = 421,
  unprocessable_content = 422,
  upgrade_required = 426,
  too_many_requests = 429,
  header_fields_too_large = 431,
  internal_server_error = 500,
  not_implemented = 501,
  bad_gateway = 502,
  service_unavailable = 503,
  gateway_timeout = 504,
  version_not_supported = 505,
};

/// "Not Found"; empty for a number that is not named here.
std::string_view reason(Status status);

/// Whether a response with this status carries content: not 1xx, 204 and 304 (RFC 9110 §6.4.1).
bool has_content(Status status);

/// Why a request was not even understood. It is answered, and the connection closed.
struct Refusal {
  Status status = Status::bad_request;
  std::string message;
  bool operator==(const Refusal&) const = default;
};

}  // namespace kotori::inline v0::http

namespace kotori::inline v0 {
using http::Status;
}
