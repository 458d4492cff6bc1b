#include "kotori/features/authentication.hpp"

#include "kotori/base/log.hpp"
#include "kotori/http/caching.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"
#include "kotori/json/utf8.hpp"
#include "kotori/net/address_range.hpp"

#include <algorithm>
#include <sodium.h>

namespace kotori::inline v0::features {
namespace {

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result += '"';
}

/// What follows the scheme of the one Authorization there is; two are joined into what no scheme takes.
std::optional<std::string> credentials(const Request& request, std::string_view scheme) {
  const auto field = request.headers.joined("Authorization");
  if (!field) return std::nullopt;
  const auto space = field->find(' ');
  if (space == field->npos || !http::equal_ignoring_case(std::string_view(*field).substr(0, space), scheme))
    return std::nullopt;
  return std::string(http::trimmed(std::string_view(*field).substr(space)));
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                        &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

bool is_token68(char c) { return http::is_letter(c) || http::is_digit(c) || std::string_view("-._~+/").contains(c); }

}  // namespace

std::string challenge(std::string_view scheme, std::string_view realm, std::string_view more) {
  auto text = std::string(scheme) + " realm=" + quoted(realm) + std::string(more);
  http::Headers{}.add("WWW-Authenticate", text);
  return text;
}

Response unauthorized(const std::string& challenge, std::string_view sentence) {
  auto response = Response::text(std::string(sentence) + "\n", Status::unauthorized);
  response.headers.add("WWW-Authenticate", challenge);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

Task<Response> let_in(Request& request, Next next) {
  auto response = co_await next(request);
  http::keep_from_shared_caches(response.headers);
  co_return response;
}

std::optional<BasicCredentials> basic_credentials(const Request& request) {
  const auto encoded = credentials(request, "Basic");
  if (!encoded) return std::nullopt;
  auto text = from_base64(*encoded);
  const auto colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos || std::ranges::any_of(*text, http::is_control) || !json::is_utf8(*text))
    return std::nullopt;
  return BasicCredentials{.user = text->substr(0, colon), .password = text->substr(colon + 1)};
}

std::optional<std::string> bearer_token(const Request& request) {
  auto token = credentials(request, "Bearer");
  if (!token) return std::nullopt;
  const auto padding = std::min(token->find('='), token->size());
  const auto begins = std::string_view(*token).substr(0, padding), ends = std::string_view(*token).substr(padding);
  const bool fits =
      !begins.empty() && std::ranges::all_of(begins, is_token68) && ends.find_first_not_of('=') == ends.npos;
  return fits ? std::move(token) : std::nullopt;
}

void PlainPasswords::look_at(const Request& request) {
  static const auto loopback = {*parse_address_range("127.0.0.0/8"), *parse_address_range("::1")};
  if (request.over_tls || request.client.address.empty() || warned_.load(std::memory_order_relaxed)) return;
  const auto is_in = [&](const AddressRange& range) { return range.contains(request.client.address); };
  if (std::ranges::any_of(loopback, is_in) || warned_.exchange(true)) return;
  log::warning("a password has come over plain http, for all on its way to read: serve https",
               {{"client", request.client.address}});
}

SessionDoor::SessionDoor(std::string login, std::string_view realm)
    : login_(std::move(login)), challenge_(challenge("Session", realm)) {
  if (!login_.empty()) Response::redirect(login_);
}

Response SessionDoor::away(const Request& request) const {
  const bool wants_a_page = (request.method == "GET" || request.method == "HEAD") && !request.header("Upgrade") &&
                            request.header("Accept").value_or("").contains("text/html");
  if (login_.empty() || !wants_a_page) return unauthorized(challenge_, "log in first");
  auto to = login_;
  // What begins with two slashes would be another server to a browser.
  if (!request.target.starts_with("//"))
    to.append(to.contains('?') ? "&" : "?").append("next=").append(http::percent_encode(request.target));
  auto response = Response::redirect(to);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

}  // namespace kotori::inline v0::features
