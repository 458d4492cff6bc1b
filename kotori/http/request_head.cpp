#include "kotori/http/request_head.hpp"

#include "kotori/http/framing_field.hpp"
#include "kotori/http/request_line.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace kotori::http {
namespace {

constexpr std::string_view line_end = "\r\n";

Refusal bad(std::string message) { return {Status::bad_request, std::move(message)}; }

/// The one field of this name. An error when there are more: two answers to one question smuggle requests.
std::expected<std::optional<std::string_view>, Refusal> only(const Headers& headers, std::string_view name) {
  std::optional<std::string_view> found;
  for (const auto& field : headers) {
    if (!equal_ignoring_case(field.name, name)) continue;
    if (found) return std::unexpected(bad(std::string(name) + " stands twice"));
    found = field.value;
  }
  return found;
}

std::optional<Refusal> check_host(const Request& request, std::string_view target_authority) {
  const auto host = only(request.headers, "Host");
  if (!host) return host.error();
  if (!*host && request.version == Version::http_1_1) return bad("Host is missing");
  if (*host && !is_authority(**host)) return bad("Host is malformed");
  if (*host && !target_authority.empty() && !equal_ignoring_case(**host, target_authority))
    return bad("Host is not the target's host");
  return std::nullopt;
}

std::expected<std::uint64_t, Refusal> parse_length(std::string_view digits) {
  if (digits.empty() || !std::ranges::all_of(digits, is_digit))
    return std::unexpected(bad("Content-Length must be a number"));
  // The grammar allows zeros in front; some read the rest as octal.
  if (digits.size() > 1 && digits.starts_with('0'))
    return std::unexpected(bad("Content-Length may not begin with a zero"));
  std::uint64_t length = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (parsed.ec != std::errc{}) return std::unexpected(bad("Content-Length is beyond all numbers"));
  return length;
}

/// Empty for "chunked", in letters of any case: the one coding that is understood. Whoever reads another spelling of it
/// as chunked, or as nothing, sees the body end elsewhere (RFC 9112 §6.1, §7).
std::optional<Refusal> check_coding(std::string_view codings) {
  if (equal_ignoring_case(codings, "chunked")) return std::nullopt;
  for (auto rest = codings;;) {
    const auto comma = rest.find(',');
    const bool is_last = comma == std::string_view::npos;
    const auto coding = trimmed(rest.substr(0, comma));
    if (!is_token(coding)) return bad("Transfer-Encoding is malformed");
    if (!is_last && equal_ignoring_case(coding, "chunked")) return bad("chunked must be the last Transfer-Encoding");
    if (is_last) return Refusal{Status::not_implemented, "no Transfer-Encoding is understood but chunked"};
    rest.remove_prefix(comma + 1);
  }
}

/// Where the body ends (RFC 9112 §6).
std::optional<Refusal> find_body(RequestHead& head) {
  const auto& request = head.request;
  const auto length = only(request.headers, "Content-Length");
  if (!length) return length.error();
  const auto codings = only(request.headers, "Transfer-Encoding");
  if (!codings) return codings.error();
  if (*length && *codings) return bad("Content-Length and Transfer-Encoding exclude each other");
  if (*codings) {
    if (request.version == Version::http_1_0) return bad("HTTP/1.0 has no Transfer-Encoding");
    if (auto refusal = check_coding(**codings)) return refusal;
    head.chunked = true;
  }
  if (*length) {
    const auto parsed = parse_length(**length);
    if (!parsed) return parsed.error();
    head.content_length = *parsed;
  }
  if (head.has_body() && (request.method == "GET" || request.method == "HEAD"))
    return bad(request.method + " has no body");
  return std::nullopt;
}

bool wants_to_stay(const Request& request) {
  if (request.headers.list_holds("Connection", "close")) return false;
  return request.version == Version::http_1_1 || request.headers.list_holds("Connection", "keep-alive");
}

std::optional<Refusal> check_expectation(RequestHead& head) {
  const auto expect = only(head.request.headers, "Expect");
  if (!expect) return expect.error();
  if (!*expect || head.request.version == Version::http_1_0) return std::nullopt;
  if (!equal_ignoring_case(**expect, "100-continue"))
    return Refusal{Status::expectation_failed, "only 100-continue may be expected"};
  head.expects_continue = head.has_body();
  return std::nullopt;
}

}  // namespace

std::expected<Headers, Refusal> parse_fields(std::string_view lines) {
  Headers headers;
  headers.reserve(lines.size());
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find(line_end));
    lines.remove_prefix(std::min(lines.size(), line.size() + line_end.size()));
    if (line.starts_with(' ') || line.starts_with('\t')) return std::unexpected(bad("a field may not be folded"));
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    if (colon == std::string_view::npos || !is_token(name))
      return std::unexpected(bad("a field must be: name, colon, value"));
    if (auto refusal = check_framing_field(name, line.substr(colon + 1))) return std::unexpected(std::move(*refusal));
    const auto value = trimmed(line.substr(colon + 1));
    if (!is_field_value(value)) return std::unexpected(bad("a field holds a control character"));
    headers.add(name, value);
  }
  return headers;
}

std::expected<RequestHead, Refusal> parse_request_head(std::string_view head) {
  if (head.starts_with(line_end)) head.remove_prefix(line_end.size());
  const auto line_length = head.find(line_end);
  if (line_length == std::string_view::npos || !head.ends_with("\r\n\r\n"))
    return std::unexpected(bad("the head is not complete"));
  auto line = parse_request_line(head.substr(0, line_length));
  if (!line) return std::unexpected(line.error());
  head.remove_prefix(line_length + line_end.size());
  head.remove_suffix(line_end.size());
  auto headers = parse_fields(head);
  if (!headers) return std::unexpected(headers.error());

  RequestHead parsed;
  auto& request = parsed.request;
  request.method = std::move(line->method);
  request.target = std::move(line->target);
  request.version = line->version;
  request.headers = std::move(*headers);
  request.keep_alive = wants_to_stay(request);
  if (auto refusal = check_host(request, line->authority)) return std::unexpected(std::move(*refusal));
  if (auto refusal = find_body(parsed)) return std::unexpected(std::move(*refusal));
  if (auto type = only(request.headers, "Content-Type"); !type) return std::unexpected(std::move(type.error()));
  if (auto refusal = check_expectation(parsed)) return std::unexpected(std::move(*refusal));
  return parsed;
}

}  // namespace kotori::http
