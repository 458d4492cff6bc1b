#include "kotori/http/head_parser.hpp"

#include <gtest/gtest.h>
#include <string>

namespace kotori::inline v0::http {
namespace {

std::string with(std::string_view lines) { return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n"; }
std::string line(std::string_view request_line) { return std::string(request_line) + "\r\nHost: a\r\n\r\n"; }
std::string posted(std::string_view lines) { return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n"; }
std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

/// The outcome, and how many bytes were taken.
struct Outcome {
  Parsed<RequestHead> head;
  std::size_t taken = 0;
};

/// As the bytes come in pieces of these sizes: `first`, then the rest in one.
Outcome feed_in_two(std::string_view text, std::size_t first) {
  HeadParser parser;
  auto bytes = text.substr(0, first);
  auto head = parser.feed(bytes);
  if (!head || *head) return {std::move(head), first - bytes.size()};
  EXPECT_TRUE(bytes.empty());
  bytes = text.substr(first);
  head = parser.feed(bytes);
  return {std::move(head), text.size() - bytes.size()};
}

RequestHead parsed(const std::string& text) {
  auto outcome = feed_in_two(text, text.size());
  EXPECT_TRUE(outcome.head && *outcome.head) << text << (outcome.head ? "" : outcome.head.error().message);
  return outcome.head && *outcome.head ? std::move(**outcome.head) : RequestHead{};
}

struct Refused {
  std::string text;
  int status;
};

std::vector<Refused> refused_heads() {
  const std::string nul(1, '\0');
  const std::string long_word(9000, 'a');
  return {
      // Lines and bytes
      {"GET / HTTP/1.1\nHost: a\n\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
      {"GET / HTTP/1.1\rHost: a\r\r", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", 400},
      {"\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"\x16\x03\x01\x02", 400},
      {with("A: b" + nul + "c\r\n"), 400},
      {with("A: b\x01\r\n"), 400},
      {with("A: b\x1b[0m\r\n"), 400},
      {with("A: b\x7f\r\n"), 400},
      {with("A\x0b: b\r\n"), 400},
      {line("GET /" + nul + " HTTP/1.1"), 400},
      // Request lines
      {line("GET"), 400},
      {line("GET /"), 400},
      {line("GET  / HTTP/1.1"), 400},
      {line("GET /  HTTP/1.1"), 400},
      {line("GET / HTTP/1.1 "), 400},
      {line(" GET / HTTP/1.1"), 400},
      {line("GET\t/\tHTTP/1.1"), 400},
      {line("GET /a b HTTP/1.1"), 400},
      {line("G(T / HTTP/1.1"), 400},
      {line("G\xc3\x84T / HTTP/1.1"), 400},
      {line("/ HTTP/1.1"), 400},
      {line("GET HTTP/1.1"), 400},
      // Targets
      {line("GET a HTTP/1.1"), 400},
      {line("GET ?a HTTP/1.1"), 400},
      {line("GET * HTTP/1.1"), 400},
      {line("GET a:80 HTTP/1.1"), 400},
      {line("CONNECT a:80 HTTP/1.1"), 501},
      {line("CONNECT a HTTP/1.1"), 400},
      {line("CONNECT  HTTP/1.1"), 400},
      {line("CONNECT /a HTTP/1.1"), 400},
      {line("GET /a#b HTTP/1.1"), 400},
      {line("GET /<script> HTTP/1.1"), 400},
      {line("GET /\"a\" HTTP/1.1"), 400},
      {line("GET /\xe5\xb0\x8f HTTP/1.1"), 400},
      {line("GET /% HTTP/1.1"), 400},
      {line("GET /%4 HTTP/1.1"), 400},
      {line("GET /%zz HTTP/1.1"), 400},
      {line("GET /%%41 HTTP/1.1"), 400},
      {line("GET /a%00 HTTP/1.1"), 400},
      {line("GET /a\\b HTTP/1.1"), 400},
      {line("GET http:///a HTTP/1.1"), 400},
      {line("GET http:// HTTP/1.1"), 400},
      {line("GET ftp://a/ HTTP/1.1"), 400},
      {line("GET http://b/ HTTP/1.1"), 400},
      {line("GET http://u@a/ HTTP/1.1"), 400},
      {line("GET http://a:80/ HTTP/1.1"), 400},
      // Versions
      {line("GET / HTTP/1"), 400},
      {line("GET / http/1.1"), 400},
      {line("GET / HTTP/1.10"), 400},
      {line("GET / HTTP/ 1.1"), 400},
      {line("GET / HTTPS/1.1"), 400},
      {line("GET / HTTP/0.9"), 505},
      {line("GET / HTTP/2.0"), 505},
      {"PRI * HTTP/2.0\r\n\r\n", 505},
      // Fields
      {with("A : b\r\n"), 400},
      {with(" A: b\r\n"), 400},
      {with("A: b\r\n c\r\n"), 400},
      {with("A: b\r\n\tc\r\n"), 400},
      {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {with("A\r\n"), 400},
      {with(": b\r\n"), 400},
      {with("A B: c\r\n"), 400},
      {with("A@: c\r\n"), 400},
      {with("\xc3\x84: c\r\n"), 400},
      // Host
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {with("Host: a\r\n"), 400},
      {with("HOST: b\r\n"), 400},
      {"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: :80\r\n\r\n", 400},
      // Bodies
      {posted("Content-Length:\r\n"), 400},
      {posted("Content-Length: -1\r\n"), 400},
      {posted("Content-Length: +1\r\n"), 400},
      {posted("Content-Length: 1 2\r\n"), 400},
      {posted("Content-Length: 1,1\r\n"), 400},
      {posted("Content-Length: 0x1\r\n"), 400},
      {posted("Content-Length: 1.0\r\n"), 400},
      {posted("Content-Length: a\r\n"), 400},
      {posted("Content-Length: 01\r\n"), 400},
      {posted("Content-Length: 18446744073709551616\r\n"), 400},
      {posted("Content-Length:  1\r\n"), 400},
      {posted("Content-Length: 1 \r\n"), 400},
      {posted("Content_Length: 1\r\n"), 400},
      {posted("Content-Length: 1\r\nContent-Length: 2\r\n"), 400},
      {posted("Content-Length: 1\r\nContent-Length: 1\r\n"), 400},
      {posted("Content-Length : 1\r\n"), 400},
      {posted("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400},
      {posted("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n"), 400},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {posted("Transfer-Encoding: xchunked\r\n"), 501},
      {posted("Transfer-Encoding: gzip, chunked\r\n"), 501},
      {posted("Transfer-Encoding:\r\n"), 400},
      {posted("Transfer-Encoding: chunked, chunked\r\n"), 400},
      {posted("Transfer-Encoding: chunked, gzip\r\n"), 400},
      {posted("Transfer-Encoding: , chunked\r\n"), 400},
      {posted("Transfer-Encoding: chunked;a=b\r\n"), 400},
      {posted("Transfer-Encoding: \"chunked\"\r\n"), 400},
      {posted("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {with("Transfer-Encoding: chunked\r\n"), 400},
      {posted("Transfer-Encoding: \x0b chunked\r\n"), 400},
      {posted("Transfer-Encoding:\tchunked\r\n"), 400},
      {posted("transfer_encoding: chunked\r\n"), 400},
      {posted("Content-Type: a\r\nContent-Type: b\r\n"), 400},
      {with("Content-Length: 1\r\n"), 400},
      {"HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", 400},
      {posted("Content-Length: 1\r\nExpect: tea\r\n"), 417},
      {posted("Expect: 100-continue\r\nExpect: 100-continue\r\n"), 400},
      // Sizes
      {line("GET /" + long_word + " HTTP/1.1"), 414},
      {long_word, 400},
      {"GET " + long_word, 414},
      {with("A: " + long_word + "\r\nB: " + long_word + "\r\n"), 431},
      {with(repeated("A: b\r\n", 64)), 431},
      {with(repeated("A:\r\n", 5000)), 431},
  };
}

}  // namespace

TEST(RequestHead, IsRefusedWhenItIsNotWellFormed) {
  for (const auto& [text, status] : refused_heads()) {
    const auto outcome = feed_in_two(text, text.size());
    ASSERT_FALSE(outcome.head.has_value()) << text;
    EXPECT_EQ(static_cast<int>(outcome.head.error().status), status) << text << outcome.head.error().message;
    EXPECT_FALSE(outcome.head.error().message.empty()) << text;
  }
}

TEST(RequestHead, IsRefusedForTheSameReasonHoweverItIsSplit) {
  for (const auto& [text, status] : refused_heads()) {
    const auto whole = feed_in_two(text, text.size());
    const std::size_t step = text.size() > 4096 ? 257 : 1;
    for (std::size_t first = 0; first <= text.size(); first += step) {
      const auto split = feed_in_two(text, first);
      ASSERT_FALSE(split.head.has_value()) << text << " split at " << first;
      ASSERT_EQ(split.head.error(), whole.head.error()) << text << " split at " << first;
    }
  }
}

TEST(RequestHead, IsReadTheSameHoweverItIsSplit) {
  const std::string head =
      "\r\nPOST /rooms/tree%20top?last=5 HTTP/1.1\r\nHost: example.org:8080\r\nContent-Length: 12\r\nX-Empty:\r\n"
      "Cookie: a=b\r\nX-Spaces: \t two words \t\r\nX-Bytes: \xe5\xb0\x8f\r\nConnection: Close\r\n\r\n";
  const std::string stream = head + "hello, world";
  for (std::size_t first = 0; first <= stream.size(); ++first) {
    auto outcome = feed_in_two(stream, first);
    ASSERT_TRUE(outcome.head && *outcome.head) << "split at " << first;
    const auto& [request, length, chunked, expects_continue] = **outcome.head;
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/rooms/tree%20top?last=5");
    EXPECT_EQ(request.path(), "/rooms/tree top");
    EXPECT_EQ(request.query(), "last=5");
    EXPECT_EQ(request.header("host"), "example.org:8080");
    EXPECT_EQ(request.header("X-EMPTY"), "");
    EXPECT_EQ(request.header("x-spaces"), "two words");
    EXPECT_EQ(request.header("x-bytes"), "\xe5\xb0\x8f");
    EXPECT_FALSE(request.keep_alive);
    EXPECT_EQ(length, 12U);
    EXPECT_FALSE(chunked);
    EXPECT_FALSE(expects_continue);
    EXPECT_EQ(outcome.taken, head.size()) << "split at " << first;
  }
}

TEST(RequestHead, IsReadTheSameByteByByte) {
  const auto head = with("A: b\r\n");
  HeadParser parser;
  for (std::size_t i = 0; i < head.size(); ++i) {
    std::string_view byte(&head[i], 1);
    const auto fed = parser.feed(byte);
    ASSERT_TRUE(fed.has_value());
    EXPECT_EQ(fed->has_value(), i + 1 == head.size());
  }
  EXPECT_TRUE(parser.idle());
}

TEST(RequestHead, MayBeAsLargeAsItsLimits) {
  const std::string target = "/" + std::string(8192 - std::string_view("GET / HTTP/1.1").size(), 'a');
  EXPECT_EQ(parsed(line("GET " + target + " HTTP/1.1")).request.target, target);
  EXPECT_EQ(parsed(with(repeated("A: b\r\n", 63))).request.header("A"), "b");
  const auto frame = with("A: \r\n").size();
  EXPECT_EQ(parsed(with("A: " + std::string(16384 - frame, 'a') + "\r\n")).request.header("A")->size(), 16384 - frame);
}

TEST(RequestHead, TakesATargetWithSchemeAndHostThatAgreesWithHost) {
  EXPECT_EQ(parsed(line("GET http://A/b?c HTTP/1.1")).request.target, "/b?c");
  EXPECT_EQ(parsed(line("GET HTTPS://a HTTP/1.1")).request.target, "/");
  EXPECT_EQ(parsed(line("GET http://a?c HTTP/1.1")).request.target, "/?c");
}

TEST(RequestHead, TakesAStarForOptions) { EXPECT_EQ(parsed(line("OPTIONS * HTTP/1.1")).request.target, "*"); }

TEST(RequestHead, TakesHostsOfEveryKind) {
  for (const std::string host : {"localhost", "127.0.0.1:8080", "[::1]:8080", "xn--wgv71a.example", "a_b"})
    EXPECT_EQ(parsed("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").request.header("Host"), host);
}

TEST(RequestHead, MayLackHostInTheOldVersion) {
  EXPECT_EQ(parsed("GET / HTTP/1.0\r\n\r\n").request.version, Version::http_1_0);
}

TEST(KeepAlive, IsTheRuleInTheNewVersionAndAskedForInTheOld) {
  EXPECT_TRUE(parsed(with("")).request.keep_alive);
  EXPECT_FALSE(parsed(with("Connection: close\r\n")).request.keep_alive);
  EXPECT_FALSE(parsed(with("Connection: keep-alive, CLOSE\r\n")).request.keep_alive);
  EXPECT_FALSE(parsed(with("Connection: x\r\nConnection: close\r\n")).request.keep_alive);
  EXPECT_FALSE(parsed("GET / HTTP/1.0\r\n\r\n").request.keep_alive);
  EXPECT_TRUE(parsed("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").request.keep_alive);
}

}  // namespace kotori::inline v0::http
