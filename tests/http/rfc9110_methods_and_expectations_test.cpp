#include "tests/http/wire.hpp"

#include <gtest/gtest.h>

/// RFC 9110 §9.3 Methods, §10.1.1 Expect, §15.5 and §15.6 refusals that name what went wrong.
namespace http_conformance {
namespace {

const auto expecting = "Expect: 100-continue\r\n"s;
const auto five = "Content-Length: 5\r\n"s;
const auto in_chunks = "Transfer-Encoding: chunked\r\n"s;

}  // namespace

TEST(Section9_3_2_Head, IsAnsweredAsGetWithoutTheBody) {
  Ground ground;
  const auto text = ground.send_raw(line("HEAD / HTTP/1.1") + std::string(marker)).text;
  EXPECT_TRUE(text.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(text.contains("\r\nContent-Length: 2\r\n"));
  EXPECT_FALSE(text.contains("\r\n\r\nhi"));
  EXPECT_TRUE(text.contains("\r\n\r\nHTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(text.ends_with("\r\n\r\nmarker"));
}

TEST(Section9_3_2_Head, OfWhatIsNotThereHasNoBodyEither) {
  Ground ground;
  const auto text = ground.send_raw(line("HEAD /nowhere HTTP/1.1")).text;
  EXPECT_TRUE(text.starts_with("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

TEST(Section9_3_7_Options, SaysWhatIsAllowed) {
  expect_answered({204}, {{"the server", line("OPTIONS * HTTP/1.1")},
                          {"a resource", line("OPTIONS /echo HTTP/1.1")},
                          {"with a body", "OPTIONS /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"}});
  Ground ground;
  EXPECT_TRUE(ground.send(line("OPTIONS /echo HTTP/1.1")).text.contains("\r\nAllow: POST, OPTIONS\r\n"));
  EXPECT_TRUE(ground.send(line("OPTIONS / HTTP/1.1")).text.contains("\r\nAllow: GET, HEAD, OPTIONS\r\n"));
}

TEST(Section15_5_6_MethodNotAllowed, NamesThoseThatAre) {
  expect_answered({405}, {{"POST", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"},
                          {"DELETE", line("DELETE / HTTP/1.1")},
                          {"PATCH", line("PATCH / HTTP/1.1")},
                          {"TRACE", line("TRACE / HTTP/1.1")}});
}

TEST(Section15_5_6_MethodNotAllowed, IsSaidWhenTheBodyIsRightAndElseWhatIsWrongWithIt) {
  const auto to_nowhere = [](std::string_view lines, std::string_view body) {
    return "POST /nowhere HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n" + std::string(body);
  };
  expect_answered(
      {404}, {{"a body", to_nowhere(five, "hello")}, {"chunks", to_nowhere(in_chunks, "5\r\nhello\r\n0\r\n\r\n")}});
  expect_refused(400, {{"a malformed chunk", to_nowhere(in_chunks, "x\r\n")}});
  expect_refused(413, {{"too much", to_nowhere("Content-Length: 1048577\r\n", "")}});
}

TEST(Section9_1_Method, ThatNobodyKnowsIsNotImplemented) {
  expect_answered({501}, {{"a word", line("BREW / HTTP/1.1")},
                          {"small letters", line("get / HTTP/1.1")},
                          {"where there is nothing", line("BREW /nowhere HTTP/1.1")},
                          {"with a body", "BREW / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"}});
}

TEST(Section9_3_6_Connect, IsNotImplementedBecauseThisIsNoProxy) {
  expect_refused(501, {{"a host", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"},
                       {"IPv6", "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n"}});
  expect_refused(400, {{"a path", line("CONNECT / HTTP/1.1")},
                       {"no port", line("CONNECT a HTTP/1.1")},
                       {"an empty port", line("CONNECT a: HTTP/1.1")},
                       {"a URL", line("CONNECT http://a:80/ HTTP/1.1")}});
}

TEST(Section9_3_1_GetAndHead, HaveNoBody) {
  expect_refused(400, {{"GET", get(five) + "hello"},
                       {"HEAD", "HEAD / HTTP/1.1\r\nHost: a\r\n" + five + "\r\nhello"},
                       {"GET in chunks", get(in_chunks) + "0\r\n\r\n"},
                       {"HEAD in chunks", "HEAD / HTTP/1.1\r\nHost: a\r\n" + in_chunks + "\r\n0\r\n\r\n"}});
  expect_answered({200}, {{"of length 0", get("Content-Length: 0\r\n")}});
}

TEST(Section10_1_1_Expect, IsAnsweredOnceBeforeTheBodyComes) {
  Ground ground;
  for (const auto& [head, body] : {std::pair{post(expecting + five), "hello"s},
                                   {post(five + "Expect: 100-Continue\r\n"), "hello"s},
                                   {post(expecting + in_chunks), "5\r\nhello\r\n0\r\n\r\n"s}}) {
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
      const auto heard = ground.send({head, body.substr(0, cut), body.substr(cut), marker});
      EXPECT_EQ(heard.statuses(), (std::vector{100, 200, 200})) << head;
      EXPECT_EQ(heard.answers.at(1).body, "hello");
    }
  }
}

TEST(Section10_1_1_Expect, IsNotAnsweredWhenTheBodyHasBegun) {
  Ground ground;
  for (const auto& begun : {post(expecting + five, "h"), post(expecting + in_chunks, "5")}) {
    const auto rest = begun.ends_with('h') ? "ello"s : "\r\nhello\r\n0\r\n\r\n"s;
    EXPECT_EQ(ground.send({begun, rest, marker}).statuses(), (std::vector{200, 200}));
  }
}

TEST(Section10_1_1_Expect, IsNotAnsweredWithoutABodyOrInTheOldVersion) {
  expect_answered({200}, {{"GET", get(expecting)},
                          {"no body", post(expecting)},
                          {"of length 0", post(expecting + "Content-Length: 0\r\n")}});
  Ground ground;
  EXPECT_EQ(ground.send({"POST /echo HTTP/1.0\r\n" + expecting + five + "\r\n", "hello"}).statuses(), std::vector{200});
}

TEST(Section10_1_1_Expect, IsNotAnsweredWhereNobodyWantsTheBody) {
  Ground ground;
  for (const auto& [status, request_line] : {std::pair{404, "POST /nowhere HTTP/1.1"s},
                                             {405, "POST / HTTP/1.1"s},
                                             {405, "POST /socket HTTP/1.1"s},
                                             {204, "OPTIONS /echo HTTP/1.1"s}})
    for (const auto& framing : {five, in_chunks}) {
      const auto heard = ground.send({request_line + "\r\nHost: a\r\n" + expecting + framing + "\r\n", marker});
      EXPECT_EQ(heard.statuses(), std::vector{status}) << request_line;
      // The client may send the body or another request: nobody can tell which.
      EXPECT_TRUE(heard.answers.at(0).closes && heard.ended) << request_line;
    }
  EXPECT_EQ(ground.take_handled(), std::vector<std::string>{});
}

TEST(Section10_1_1_Expect, IsNotAnsweredWhenTheRequestIsRefused) {
  expect_refused(413, {{"too large", post(expecting + "Content-Length: 9\r\n")}}, {.http = {.body = 8}});
  expect_refused(400, {{"malformed", post(expecting + five + "A : b\r\n")}});
  expect_refused(400, {{"framed twice", post(expecting + five + in_chunks)}});
  expect_refused(501, {{"another coding", post(expecting + "Transfer-Encoding: gzip\r\n")}});
}

TEST(Section10_1_1_Expect, OfAnythingElseIsRefusedWith417) {
  expect_refused(417, {{"another word", post("Expect: tea\r\n" + five, "hello")},
                       {"two words", post("Expect: 100-continue, tea\r\n" + five, "hello")},
                       {"none", post("Expect:\r\n" + five, "hello")},
                       {"a number", post("Expect: 100\r\n" + five, "hello")},
                       {"a parameter", post("Expect: 100-continue;a=b\r\n" + five, "hello")}});
  expect_refused(400, {{"twice", post(expecting + expecting + five, "hello")}});
}

TEST(Section15_5_14_ContentTooLarge, IsExact) {
  const auto of = [](std::size_t size) {
    return post("Content-Length: " + std::to_string(size) + "\r\n", std::string(size, 'x'));
  };
  expect_answered({200}, {{"at the limit", of(100)}}, {.http = {.body = 100}});
  expect_refused(413, {{"one beyond", of(101)}}, {.http = {.body = 100}});
  expect_refused(413, {{"one beyond what is taken by default", post("Content-Length: 1048577\r\n")},
                       {"the largest number", post("Content-Length: 18446744073709551615\r\n")}});
}

TEST(Section15_5_15_UriTooLong, IsExact) {
  const auto of = [](std::size_t size) { return "GET /?" + std::string(size - 15, 'a') + " HTTP/1.1"; };
  expect_answered({200}, {{"at the limit", line(of(8192))}});
  expect_refused(414, {{"one beyond", line(of(8193))}, {"without an end", "GET /" + std::string(8188, 'A')}});
  expect_refused(400, {{"a method without an end", std::string(8193, 'A')},
                       {"a method as long", std::string(8192, 'A') + " / HTTP/1.1\r\nHost: a\r\n\r\n"}});
}

TEST(Rfc6585_Section5_HeadTooLarge, IsExact) {
  const auto of = [](std::size_t size) { return get("A: " + std::string(size - get("A: \r\n").size(), 'x') + "\r\n"); };
  expect_answered({200}, {{"bytes at the limit", of(16384)}, {"64 fields", get(repeated("A: b\r\n", 63))}});
  expect_refused(431, {{"one byte beyond", of(16385)},
                       {"65 fields", get(repeated("A: b\r\n", 64))},
                       {"5,000 fields", get(repeated("A:\r\n", 5000))}});
}

TEST(Section15_6_6_Version, OfAnotherKindIsNotSupported) {
  expect_refused(505, {{"0.9", line("GET / HTTP/0.9")},
                       {"2.0", line("GET / HTTP/2.0")},
                       {"3.0", line("GET / HTTP/3.0")},
                       {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"}});
}

}  // namespace http_conformance
