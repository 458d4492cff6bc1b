#include "tests/http/wire.hpp"

#include <gtest/gtest.h>

/// RFC 9112 §2 Message, §3 Request Line, §5 Field Syntax.
namespace http_conformance {
namespace {

std::string host(std::string_view value) { return "GET / HTTP/1.1\r\nHost:" + std::string(value) + "\r\n\r\n"; }

}  // namespace

TEST(Section2_2_Lines, EndInCrlfAndNothingElse) {
  expect_refused(400, {{"LF behind the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"},
                       {"LF behind a field", "GET / HTTP/1.1\r\nHost: a\n\r\n"},
                       {"LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n"},
                       {"LF everywhere", "GET / HTTP/1.1\nHost: a\n\n"},
                       {"CR behind the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n"},
                       {"CR inside a value", get("A: b\rc\r\n")},
                       {"CR inside a name", get("A\rB: c\r\n")},
                       {"CR CR LF", get("A: b\r\r\n")},
                       {"LF CR", get("A: b\n\r")},
                       {"CR inside the target", line("GET /\ra HTTP/1.1")},
                       {"LF inside the target", line("GET /\na HTTP/1.1")}});
}

TEST(Section2_2_Lines, AreRefusedAtTheByteThatIsWrong) {
  Ground ground;
  for (const auto* begun :
       {"GET / HTTP/1.1\r\nA: b\rc", "GET / HTTP/1.1\rH", "GET / HTTP/1.1\r\nHost: a\n", "GET /\x01"}) {
    const auto heard = ground.send({begun});
    EXPECT_EQ(heard.statuses(), std::vector{400}) << begun;
    EXPECT_TRUE(heard.ended) << begun;
  }
}

TEST(Section2_2_EmptyLine, MayStandOnceInFrontOfARequest) {
  expect_answered({200},
                  {{"one", "\r\n" + get("")}, {"one behind a body", "\r\n" + post("Content-Length: 2\r\n", "hi")}});
  expect_answered({200, 200}, {{"between two", get("") + "\r\n" + get("")}});
  expect_refused(400, {{"two", "\r\n\r\n" + get("")}, {"a bare LF", "\n" + get("")}, {"a bare CR", "\r" + get("")}});
}

TEST(Section2_2_Bytes, AreNoControlCharacters) {
  expect_refused(400, {{"NUL in a value", get("A: b\0c\r\n"s)},
                       {"NUL in a name", get("A\0: b\r\n"s)},
                       {"NUL in the target", line("GET /\0 HTTP/1.1"s)},
                       {"NUL in the method", line("GE\0T / HTTP/1.1"s)},
                       {"SOH", get("A: \x01\r\n")},
                       {"BEL", get("A: \x07\r\n")},
                       {"backspace", get("A: b\x08\r\n")},
                       {"vertical tab", get("A: b\x0b"
                                            "c\r\n")},
                       {"form feed", get("A: b\x0c"
                                         "c\r\n")},
                       {"ESC", get("A: \x1b[0m\r\n")},
                       {"DEL", get("A: \x7f\r\n")},
                       {"a TLS greeting", "\x16\x03\x01\x02\x03"}});
}

TEST(Section3_RequestLine, IsMethodSpaceTargetSpaceVersion) {
  expect_refused(400, {{"only a method", line("GET")},
                       {"no version", line("GET /")},
                       {"no target", line("GET HTTP/1.1")},
                       {"no method", line("/ HTTP/1.1")},
                       {"two spaces behind the method", line("GET  / HTTP/1.1")},
                       {"two spaces before the version", line("GET /  HTTP/1.1")},
                       {"a space in front", line(" GET / HTTP/1.1")},
                       {"a space at the end", line("GET / HTTP/1.1 ")},
                       {"tabs", line("GET\t/\tHTTP/1.1")},
                       {"a tab at the end", line("GET / HTTP/1.1\t")},
                       {"a space in the target", line("GET /a b HTTP/1.1")},
                       {"a fold", "GET /\r\n HTTP/1.1\r\nHost: a\r\n\r\n"},
                       {"a second version", line("GET / HTTP/1.1 HTTP/1.1")},
                       {"a word", line("hello")},
                       {"a field", line("Host: a")}});
}

TEST(Section3_1_Method, IsAToken) {
  expect_refused(400, {{"brackets", line("G(T / HTTP/1.1")},
                       {"a colon", line("GET: / HTTP/1.1")},
                       {"a slash", line("G/T / HTTP/1.1")},
                       {"quotes", line("\"GET\" / HTTP/1.1")},
                       {"beyond ASCII", line("G\xc3\x84T / HTTP/1.1")},
                       {"an at sign", line("G@T / HTTP/1.1")}});
}

TEST(Section3_2_Target, BeginsWithASlashAndIsEscaped) {
  expect_refused(400, {{"no slash", line("GET a HTTP/1.1")},
                       {"a query", line("GET ?a HTTP/1.1")},
                       {"a star for GET", line("GET * HTTP/1.1")},
                       {"a star and more", line("OPTIONS *a HTTP/1.1")},
                       {"a host", line("GET a:80 HTTP/1.1")},
                       {"a fragment", line("GET /#a HTTP/1.1")},
                       {"brackets", line("GET /<a> HTTP/1.1")},
                       {"quotes", line("GET /\"a\" HTTP/1.1")},
                       {"beyond ASCII", line("GET /\xe5\xb0\x8f HTTP/1.1")},
                       {"half an escape", line("GET /%4 HTTP/1.1")},
                       {"an escape of no digits", line("GET /%zz HTTP/1.1")},
                       {"a bare percent", line("GET /% HTTP/1.1")},
                       {"a backslash in front", line("GET \\ HTTP/1.1")}});
}

// What a file system, a log or the next server may read in another way than we do.
TEST(Section3_2_Target, HidesNoControlCharacterAndNoBackslashInItsPath) {
  expect_refused(400, {{"NUL", line("GET /a%00.html HTTP/1.1")},
                       {"CR LF", line("GET /a%0d%0aA:%20b HTTP/1.1")},
                       {"a tab", line("GET /%09 HTTP/1.1")},
                       {"the last of them", line("GET /%1f HTTP/1.1")},
                       {"DEL", line("GET /%7F HTTP/1.1")},
                       {"a backslash", line("GET /a\\b HTTP/1.1")},
                       {"a backslash in absolute form", line("GET http://a/b\\c HTTP/1.1")}});
  expect_answered({200}, {{"in the query, as browsers send it", line("GET /?a=\\b|{c}^`%00%0d%0a% HTTP/1.1")}});
  expect_answered({404}, {{"what is none of them", line("GET /%20%80%ff%5c~|{}^` HTTP/1.1")}});
}

TEST(Section3_2_2_AbsoluteForm, AgreesWithHost) {
  expect_answered({200}, {{"http", line("GET http://a/ HTTP/1.1")},
                          {"https", line("GET https://a/ HTTP/1.1")},
                          {"capitals", line("GET HTTP://A/ HTTP/1.1")},
                          {"no path", line("GET http://a HTTP/1.1")},
                          {"a query and no path", line("GET http://a?b HTTP/1.1")}});
  expect_refused(400, {{"another host", line("GET http://b/ HTTP/1.1")},
                       {"another port", line("GET http://a:81/ HTTP/1.1")},
                       {"a user", line("GET http://u@a/ HTTP/1.1")},
                       {"no host", line("GET http:/// HTTP/1.1")},
                       {"nothing", line("GET http:// HTTP/1.1")},
                       {"another scheme", line("GET ftp://a/ HTTP/1.1")}});
}

TEST(Section2_3_Version, IsSpelledExactly) {
  expect_refused(400, {{"small letters", line("GET / http/1.1")},
                       {"no minor", line("GET / HTTP/1")},
                       {"two digits", line("GET / HTTP/1.10")},
                       {"two digits in front", line("GET / HTTP/01.1")},
                       {"a comma", line("GET / HTTP/1,1")},
                       {"another protocol", line("GET / HTTPS/1.1")},
                       {"no slash", line("GET / HTTP1.1")},
                       {"a space inside", line("GET / HTTP/ 1.1")},
                       {"letters", line("GET / HTTP/a.b")}});
}

// RFC 9110 §2.5: a higher minor version is read as the highest one that is known.
TEST(Section2_3_Version, MayBeALaterOneOfTheSameKind) {
  expect_answered({200}, {{"1.2", line("GET / HTTP/1.2")}, {"1.9", line("GET / HTTP/1.9")}});
  expect_refused(400, {{"without Host", "GET / HTTP/1.2\r\n\r\n"}});
}

TEST(Section3_2_Host, StandsOnce) {
  expect_refused(400, {{"missing", "GET / HTTP/1.1\r\n\r\n"},
                       {"twice the same", get("Host: a\r\n")},
                       {"twice not the same", get("Host: b\r\n")},
                       {"in other letters", get("HOST: a\r\n")},
                       {"twice in the old version", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"}});
  expect_answered({200}, {{"missing in the old version", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"}});
}

TEST(Section3_2_Host, IsAHostWithAPort) {
  expect_refused(400, {{"empty", host("")},
                       {"white space", host(" \t")},
                       {"a list", host(" a, b")},
                       {"a space", host(" a b")},
                       {"a path", host(" a/b")},
                       {"a user", host(" u@a")},
                       {"a scheme", host(" http://a")},
                       {"a port of letters", host(" a:b")},
                       {"two ports", host(" a:1:2")},
                       {"only a port", host(" :80")},
                       {"an open bracket", host(" [::1")},
                       {"words behind a bracket", host(" [::1]x")},
                       {"a query", host(" a?b")},
                       {"a fragment", host(" a#b")},
                       {"a backslash", host(" a\\b")}});
  expect_answered({200}, {{"a name", host(" localhost")},
                          {"a port", host(" a.example:8080")},
                          {"IPv4", host(" 127.0.0.1:80")},
                          {"IPv6", host(" [::1]:80")},
                          {"no space", host("a")}});
}

TEST(Section5_1_Fields, AreNameColonValue) {
  expect_refused(400, {{"a space before the colon", get("A : b\r\n")},
                       {"a tab before the colon", get("A\t: b\r\n")},
                       {"a space before Host's colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
                       {"no colon", get("A\r\n")},
                       {"no name", get(": b\r\n")},
                       {"only a colon", get(":\r\n")},
                       {"a space in the name", get("A B: c\r\n")},
                       {"brackets in the name", get("A(B): c\r\n")},
                       {"a comma in the name", get("A,B: c\r\n")},
                       {"quotes in the name", get("\"A\": c\r\n")},
                       {"beyond ASCII in the name", get("\xc3\x84: c\r\n")}});
  expect_answered({200}, {{"no value", get("A:\r\n")},
                          {"white space only", get("A: \t \r\n")},
                          {"a colon in the value", get("A: b: c\r\n")},
                          {"every token character", get("!#$%&'*+-.^_`|~09az: b\r\n")},
                          {"a tab in the value", get("A: b\tc\r\n")},
                          {"beyond ASCII in the value", get("A: \xe5\xb0\x8f\xff\r\n")}});
}

TEST(Rfc9110_Section8_3_ContentType, StandsOnce) {
  expect_refused(400, {{"two", post("Content-Type: text/plain\r\nContent-Type: text/html\r\n")},
                       {"the same", post("Content-Type: text/plain\r\ncontent-type: text/plain\r\n")}});
}

TEST(Section5_2_Folds, AreRefused) {
  expect_refused(400, {{"a space", get("A: b\r\n c\r\n")},
                       {"a tab", get("A: b\r\n\tc\r\n")},
                       {"an empty one", get("A: b\r\n \r\n")},
                       {"in front of the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
                       {"behind Host", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"},
                       {"behind Content-Length", post("Content-Length: 1\r\n 0\r\n", "0123456789")}});
}

}  // namespace http_conformance
