#include "fuzz/input.hpp"
#include "kotori/http/cookie.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/http/request_line.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"
#include "kotori/json/utf8.hpp"
#include "kotori/routing/router.hpp"

#include <string>
#include <variant>

/// Any text as the first line of a request: what is taken has one of the three forms that are spoken here and is read
/// again when it is written down; its path, its query and the parameters of a route come out of it as a second, simple
/// reading has them.
namespace {

using namespace kotori;
using fuzz::expect;
using http::RequestLine;

std::string written(const RequestLine& line) {
  return line.method + (line.authority.empty() ? " " : " http://" + line.authority) + line.target +
         (line.version == http::Version::http_1_1 ? " HTTP/1.1" : " HTTP/1.0");
}

/// Decoded byte by byte; what is no escape stays as it is.
std::string decoded(std::string_view text, bool plus_is_space) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      return at < text.size() ? digits.find(http::lower(text[at])) : digits.npos;
    };
    if (text[i] == '%' && digit(i + 1) != digits.npos && digit(i + 2) != digits.npos) {
      out += static_cast<char>(digit(i + 1) * 16 + digit(i + 2));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

bool refuses(const auto& ask) {
  try {
    ask();
    return false;
  } catch (const Refused& refused) {
    return refused.status == Status::bad_request;
  }
}

void expect_query(const Request& request) {
  auto query = request.query();
  expect(std::string(request.raw_path()) + (request.target.contains('?') ? "?" : "") + std::string(query) ==
         request.target);
  std::string names;  // that were seen, each between two zeros: only the first of a name counts
  while (!query.empty() && http::is_well_escaped(query)) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    const auto name = decoded(pair.substr(0, equals), true);
    const auto entry = '\0' + name + '\0';
    if (names.contains(entry) || !http::is_well_escaped(request.query())) continue;
    names += entry;
    const auto value = decoded(equals == pair.npos ? "" : pair.substr(equals + 1), true);
    expect(json::is_utf8(value) ? request.query(name) == value : refuses([&] { (void)request.query(name); }));
  }
}

Routes three_routes() {
  Routes routes;
  const auto answer = [](const Request&) { return Response::empty(); };
  routes.get("/a b/{path...}", answer);
  routes.get("/rooms/{room}", answer);
  routes.get("/rooms/tree", answer);
  return routes;
}

/// Whether a segment is . or .. once it is decoded.
bool has_dots(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (const auto name = decoded(segment, false); name == "." || name == "..") return true;
  }
  return false;
}

/// What the path parameters must be, and what must stand before them; a path that matches has the same ones again once
/// it is written from them.
void expect_parameters(const routing::Router& router, const Request& request) {
  const auto names = request.path_parameters.names();
  if (names.empty()) return expect(request.path() == "/rooms/tree");
  const bool room = names.front() == "room";
  if (!json::is_utf8(decoded(request.path_parameters.raw(request.target, names.front()).value_or(""), false)))
    return expect(refuses([&] { (void)request.path(names.front()); }));
  const auto value = request.path(names.front());
  const std::string before = room ? "/rooms/" : "/a b/";
  expect(names.size() == 1 && request.path() == before + value && !(room && value.empty()));
  if (!room || value == "tree") return expect(!room);
  Request same;
  same.target = before + http::percent_encode(value);
  (void)router.find(same);
  expect(same.path(names.front()) == value);
}

void expect_route(Request& request) {
  static const routing::Router router(three_routes());
  const auto found = router.find(request).match;
  const bool dots = request.target != "*" && has_dots(request.raw_path());
  if (std::holds_alternative<routing::HttpMatch>(found)) {
    expect(!dots && (request.method == "GET" || request.method == "HEAD"));
    return expect_parameters(router, request);
  }
  const auto status = router.answer(std::get<routing::Miss>(found), request).status;
  expect(dots ? status == Status::bad_request || status == Status::not_implemented : status != Status::bad_request);
  if (request.path() == "/rooms/tree" && !request.target.contains("%2") && !dots) expect(request.method != "GET");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const auto line = http::parse_request_line(text);
  if (!line) {
    expect(!line.error().message.empty());
    return 0;
  }
  expect(http::is_token(line->method) && line->method != "CONNECT");
  expect(line->target.starts_with('/') || (line->target == "*" && line->method == "OPTIONS"));
  expect(std::ranges::all_of(line->target, [](char c) { return c > ' ' && c < 0x7f && c != '#'; }));
  expect(line->authority.empty() || http::is_authority(line->authority));
  const auto again = http::parse_request_line(written(*line));
  expect(again && written(*again) == written(*line));
  expect(text.starts_with(line->method + ' ') && text.contains(line->target.substr(line->authority.empty() ? 0 : 1)));
  expect(text.ends_with("HTTP/1.0") == (line->version == http::Version::http_1_0));

  Request request;
  request.method = line->method;
  request.target = line->target;
  expect(request.path() == decoded(request.raw_path(), false));
  expect_query(request);
  expect_route(request);
  // A target has no character that a cookie could not have.
  request.headers.add("Cookie", "b=c");
  request.headers.add("cookie", request.target);
  expect(request.cookie("b") == "c" && request.cookie("a") == http::find_cookie(request.target, "a"));
  return 0;
}
