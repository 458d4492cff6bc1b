#include "kotori/http/chunked_reader.hpp"
#include "kotori/http/cookie.hpp"
#include "kotori/http/request_reader.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/sessions/signing.hpp"
#include "kotori/websocket/deflate_terms.hpp"
#include "kotori/websocket/extension_offer.hpp"
#include "kotori/websocket/handshake.hpp"
#include "tests/hardening/complexity/work.hpp"

#include <gtest/gtest.h>
#include <string>
#include <string_view>

/// HTTP's parsers, their limits out of the way, and those of the headers that begin a WebSocket.
namespace hardening {
namespace {

using namespace kotori;
using std::string_literals::operator""s;

constexpr std::size_t endless = 1'000'000'000;
constexpr http::Limits no_limits{.request_line = endless, .head = endless, .fields = endless, .body = endless};

std::string repeated(std::string_view text, std::size_t size) {
  std::string all;
  while (all.size() < size) all += text;
  return all;
}

std::string numbered(std::string_view before, std::string_view behind, std::size_t size) {
  std::string all;
  for (int i = 0; all.size() < size; ++i) all.append(before).append(std::to_string(i)).append(behind);
  return all;
}

std::string get(std::string_view target, std::string_view lines = {}) {
  return std::string("GET ").append(target).append(" HTTP/1.1\r\nHost: a\r\n").append(lines).append("\r\n");
}

std::string chunked(std::string_view body) {
  return std::string("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").append(body);
}

/// Reads all requests in these bytes, and looks at each as a server does.
void read(const std::string& bytes, std::size_t piece) {
  http::RequestReader reader{no_limits};
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    auto part = std::string_view(bytes).substr(at, piece);
    for (;;) {
      auto request = reader.feed(part);
      if (!request || !*request) break;
      (void)(*request)->path();
      (void)(*request)->query("nobody");
      (void)(*request)->cookie("nobody");
      (void)(*request)->headers.joined("X");
      (void)(*request)->headers.list_holds("Connection", "upgrade");
    }
  }
}

using Make = std::function<std::string(std::size_t)>;

/// Requests made like this, read whole and byte by byte.
std::vector<Shape> requests(const char* what, const Make& make) {
  std::vector<Shape> shapes;
  for (const std::size_t piece : {endless, std::size_t{1}})
    shapes.push_back(
        {what, [make, piece](std::size_t size) { return [bytes = make(size), piece] { read(bytes, piece); }; }});
  return shapes;
}

/// A function of a text, given texts made like this.
template <class F> Shape text(const char* what, const Make& make, F function) {
  return {what,
          [make, function](std::size_t size) { return [given = make(size), function] { (void)function(given); }; }};
}

Make of(std::string_view unit) {
  return [unit](std::size_t size) { return repeated(unit, size); };
}

}  // namespace

TEST(WorkOnRequests, GrowsWithTheirSize) {
  const std::pair<const char*, Make> kinds[] = {
      {"fields", [](std::size_t size) { return get("/", numbered("N", ": v\r\n", size)); }},
      {"equal fields", [](std::size_t size) { return get("/", repeated("X: v\r\n", size)); }},
      {"a long field", [](std::size_t size) { return get("/", "X: " + std::string(size, 'v') + "\r\n"); }},
      {"blanks in a field", [](std::size_t size) { return get("/", "X:" + std::string(size, ' ') + "v\r\n"); }},
      {"options", [](std::size_t size) { return get("/", "Connection: " + repeated("a, ,", size) + "b\r\n"); }},
      {"cookies", [](std::size_t size) { return get("/", "Cookie: " + numbered("c", "=v; ", size) + "z=v\r\n"); }},
      {"cookies' semicolons", [](std::size_t size) { return get("/", "Cookie: " + repeated(";", size) + "\r\n"); }},
      {"cookie fields", [](std::size_t size) { return get("/", repeated("Cookie: a=b\r\n", size)); }},
      {"escapes", [](std::size_t size) { return get("/" + repeated("%41%2F", size)); }},
      {"segments", [](std::size_t size) { return get(repeated("/a", size)); }},
      {"slashes", [](std::size_t size) { return get(repeated("/", size)); }},
      {"a query", [](std::size_t size) { return get("/?" + repeated("a=%41&", size)); }},
      {"a query of separators", [](std::size_t size) { return get("/?" + repeated("&", size)); }},
      {"a query of marks", [](std::size_t size) { return get("/" + repeated("?", size)); }},
      {"a host", [](std::size_t size) { return get("/", "X: y\r\n") + get("http://" + std::string(size, 'a') + "/"); }},
      {"pipelined", [](std::size_t size) { return repeated(get("/"), size); }},
      {"a body",
       [](std::size_t size) {
         return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
                std::string(size, 'x');
       }},
      {"chunks of a byte", [](std::size_t size) { return chunked(repeated("1\r\nx\r\n", size) + "0\r\n\r\n"); }},
      {"a chunk extension",
       [](std::size_t size) { return chunked("1;" + std::string(size, 'e') + "\r\nx\r\n0\r\n\r\n"); }},
      {"chunk extensions",
       [](std::size_t size) { return chunked("1" + repeated(";e=\"\\\"\"", size) + "\r\nx\r\n0\r\n\r\n"); }},
      {"blanks in extensions",
       [](std::size_t size) { return chunked("1" + repeated(" ", size) + ";e\r\nx\r\n0\r\n\r\n"); }},
      {"trailers", [](std::size_t size) { return chunked("0\r\n" + repeated("T: v\r\n", size) + "\r\n"); }}};
  for (const auto& [what, make] : kinds) expect_linear(requests(what, make), 4'000);
}

TEST(WorkOnHeaderValues, GrowsWithTheirSize) {
  const auto cookie = [](const std::string& given) { return http::find_cookie(given, "name"); };
  const auto decode = [](const std::string& given) { return http::percent_decode(given); };
  const auto query = [](const std::string& given) { return http::query_parameter(given, "name"); };
  const auto names = [](const std::string& given) { return websocket::names(given, "upgrade"); };
  const auto offers = [](const std::string& given) {
    return websocket::accept_deflate(Compression::with_context, given).has_value();
  };
  const auto protocols = [](const std::string& given) {
    static const std::vector<std::string> ours{"kotori.v1", "kotori.v2"};
    return websocket::choose_subprotocol(ours, given).has_value();
  };
  const auto session = [](const std::string& given) {
    return http::equal_ignoring_case(given, given + "x") || http::is_token(given) || http::is_authority(given);
  };
  expect_linear({
      text("cookies without a name", of("=;"), cookie),
      text("a cookie of blanks", of(" "), cookie),
      text("cookies of blanks", of("  ;"), cookie),
      text("escapes", of("%41"), decode),
      text("a form", of("+%41=+&"), query),
      text("a list", of("a,"), names),
      text("a list of blanks", of(" ,"), names),
      text("a list of nothing but blanks", of(" "), names),
      text("offers", of("permessage-deflate;client_max_window_bits=7,"), offers),
      text("unknown offers", of("x-unknown;a=b,"), offers),
      text(
          "parameters",
          [](std::size_t size) { return "permessage-deflate" + repeated("; client_max_window_bits", size); }, offers),
      text(
          "different parameters", [](std::size_t size) { return "permessage-deflate" + numbered("; p", "=1", size); },
          offers),
      text(
          "a quoted value", [](std::size_t size) { return "x;a=\"" + repeated("b", size) + "\""; }, offers),
      text(
          "escapes in a quoted value", [](std::size_t size) { return "x;a=\"" + repeated("\\b", size) + "\""; },
          offers),
      text(
          "blanks in offers", [](std::size_t size) { return "x" + repeated(" ", size) + ";a"; }, offers),
      text(
          "subprotocols", [](std::size_t size) { return numbered("p", ",", size) + "z"; }, protocols),
      text(
          "blanks in subprotocols", [](std::size_t size) { return "a" + repeated(" ", size) + ",b"; }, protocols),
      text("words", of("a"), session),
  });
}

}  // namespace hardening
