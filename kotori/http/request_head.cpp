#include "kotori/http/request_head.hpp"

#include "kotori/http/framing_field.hpp"
#include "kotori/http/request_line.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace kotori::inline v0::http {
namespace {

constexpr std::string_view line_end = "\r\n";

Refusal bad(std::string message) { return {Status::bad_request, std::move(message)}; }

/// The fields of which there may be one, for two answers to one question smuggle requests.
enum Single : std::uint8_t { host, content_length, transfer_encoding, content_type, expect };
constexpr std::array<std::string_view, 5> single_names{"Host", "Content-Length", "Transfer-Encoding", "Content-Type",
                                                       "Expect"};

/// Those of a head, found in one pass.
class Singles {
 public:
  explicit Singles(const Headers& headers) {
    for (const auto& field : headers)
      for (std::size_t i = 0; i < single_names.size(); ++i)
        if (equal_ignoring_case(field.name, single_names[i]))
          twice_[i] = std::exchange(values_[i], field.value).has_value();
  }

  std::expected<std::optional<std::string_view>, Refusal> get(Single which) const {
    if (twice_[which]) return std::unexpected(bad(std::string(single_names[which]) + " stands twice"));
    return values_[which];
  }

 private:
  std::array<std::optional<std::string_view>, single_names.size()> values_;
  std::array<bool, single_names.size()> twice_{};
};

std::optional<Refusal> check_host(Version version, const Singles& fields, std::string_view target_authority) {
  const auto named = fields.get(host);
  if (!named) return named.error();
  if (!*named && version == Version::http_1_1) return bad("Host is missing");
  if (*named && !is_authority(**named)) return bad("Host is malformed");
  if (*named && !target_authority.empty() && !equal_ignoring_case(**named, target_authority))
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
std::optional<Refusal> find_body(RequestHead& head, const Singles& fields) {
  const auto& request = head.request;
  const auto length = fields.get(content_length);
  if (!length) return length.error();
  const auto codings = fields.get(transfer_encoding);
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

std::optional<Refusal> check_expectation(RequestHead& head, const Singles& fields) {
  const auto expected = fields.get(expect);
  if (!expected) return expected.error();
  if (!*expected || head.request.version == Version::http_1_0) return std::nullopt;
  if (!equal_ignoring_case(**expected, "100-continue"))
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
    headers.add_checked(name, value);
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
  const Singles fields{request.headers};
  if (auto refusal = check_host(request.version, fields, line->authority)) return std::unexpected(std::move(*refusal));
  if (auto refusal = find_body(parsed, fields)) return std::unexpected(std::move(*refusal));
  if (auto type = fields.get(content_type); !type) return std::unexpected(std::move(type.error()));
  if (auto refusal = check_expectation(parsed, fields)) return std::unexpected(std::move(*refusal));
  return parsed;
}

}  // namespace kotori::inline v0::http
