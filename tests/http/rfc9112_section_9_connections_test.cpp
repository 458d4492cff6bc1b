#include "tests/http/wire.hpp"

#include <gtest/gtest.h>

/// RFC 9112 §9: how long a connection lasts, and what is answered on it in which order.
namespace http_conformance {
namespace {

/// A connection on which bytes come by the clock.
class Slow {
 public:
  explicit Slow(const kotori::ServeOptions& options = {}) : ground_(options), wire_(ground_.server().dial()) {}
  ~Slow() { wire_.reset(); }
  Slow(const Slow&) = delete;
  Slow& operator=(const Slow&) = delete;

  /// What is heard once these have been sent and this long has passed; "(ended)" at the end.
  std::string says(std::string_view bytes, kotori::Duration passes = {}) {
    wire_->write(bytes);
    ground_.server().advance(passes);
    std::string text(64 * 1024, '\0');
    const auto got = wire_->read(text);
    text.resize(got.bytes);
    text = text.substr(0, text.find("\r\n"));
    const bool ended = wire_->read(std::span<char>{}).stream != kotori::Transfer::Stream::open;
    return text.empty() && (ended || got.stream != kotori::Transfer::Stream::open) ? "(ended)" : text;
  }
  Ground& ground() { return ground_; }

 private:
  Ground ground_;
  std::unique_ptr<kotori::Pipe> wire_;
};

constexpr auto ok = "HTTP/1.1 200 OK", timed_out = "HTTP/1.1 408 Request Timeout", nothing = "", ended = "(ended)";

}  // namespace

TEST(Section9_3_Persistence, IsTheRuleAndEndsWhenTheClientSaysSo) {
  expect_answered({200}, {{"no word of it", get("")},
                          {"keep-alive", get("Connection: keep-alive\r\n")},
                          {"another option", get("Connection: x, y\r\n")},
                          {"the old version, asked for", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"}});
  Ground ground;
  for (const auto& last : {get("Connection: close\r\n"), get("Connection: keep-alive, Close\r\n"),
                           get("Connection: x\r\nConnection: close\r\n"), "GET / HTTP/1.0\r\n\r\n"s,
                           "GET / HTTP/1.0\r\nConnection: close, keep-alive\r\n\r\n"s}) {
    const auto heard = ground.send(last + std::string(marker));
    EXPECT_EQ(heard.statuses(), std::vector{200}) << last;
    EXPECT_TRUE(heard.ended && heard.answers.at(0).closes) << last;
    EXPECT_EQ(ground.take_handled(), std::vector{"GET / "s}) << last;
  }
}

TEST(Section9_3_Persistence, LastsForSoManyRequestsAndNotOneMore) {
  const auto requests = kotori::ServeOptions{}.requests_per_connection;
  Ground ground;
  const auto fewer = ground.send({repeated(marker, requests - 1)});
  EXPECT_EQ(fewer.answers.size(), requests - 1);
  EXPECT_FALSE(fewer.ended || fewer.answers.back().closes);
  const auto more = ground.send({repeated(marker, requests + 1)});
  EXPECT_EQ(more.answers.size(), requests);
  EXPECT_TRUE(more.ended && more.answers.back().closes);
  EXPECT_FALSE(more.answers.at(requests - 2).closes);
}

TEST(Section9_3_2_Pipelining, IsAnsweredInOrder) {
  expect_answered({200, 200, 404, 200, 405, 200},
                  {{"of every kind", get("") + post("Content-Length: 2\r\n", "hi") + line("GET /nowhere HTTP/1.1") +
                                         chunked("2\r\nhi\r\n0\r\n\r\n") + line("DELETE / HTTP/1.1") + get("")}});
  Ground ground;
  const auto heard = ground.send(
      {post("Content-Length: 1\r\n", "a") + post("Content-Length: 1\r\n", "b") + chunked("1\r\nc\r\n0\r\n\r\n")});
  std::string bodies;
  for (const auto& answer : heard.answers) bodies += answer.body;
  EXPECT_EQ(bodies, "abc");
}

TEST(Section9_3_2_Pipelining, EndsAtTheFirstFault) {
  Ground ground;
  for (const auto& fault : {line("GET / HTTP/1.1 "), get("A : b\r\n"), chunked("x\r\n")}) {
    const auto heard = ground.send(get("") + get("") + fault + std::string(marker) + std::string(marker));
    EXPECT_EQ(heard.statuses(), (std::vector{200, 200, 400}));
    EXPECT_TRUE(heard.ended);
    EXPECT_EQ(ground.take_handled(), (std::vector{"GET / "s, "GET / "s}));
  }
}

TEST(Section9_3_2_Pipelining, IsNotAnsweredBehindARefusedUpgrade) {
  Ground ground;
  const auto upgrade =
      "GET /socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n"s;
  const auto heard = ground.send(upgrade + std::string(marker));
  EXPECT_EQ(heard.statuses(), std::vector{400});
  EXPECT_TRUE(heard.ended);
  EXPECT_EQ(ground.take_handled(), std::vector<std::string>{});
}

TEST(Section9_5_Timeouts, EndAnIdleConnectionWithoutAWord) {
  const kotori::ServeOptions options;
  Slow first;
  EXPECT_EQ(first.says("", options.idle_time - 1ms), nothing);
  EXPECT_EQ(first.says("", 1ms), ended);
  Slow between;
  EXPECT_EQ(between.says(marker, options.idle_time - 1ms), ok);
  EXPECT_EQ(between.says(marker, options.idle_time - 1ms), ok);
  EXPECT_EQ(between.says("", 1ms), ended);
}

TEST(Section9_5_Timeouts, AreAnsweredWith408InsideAHead) {
  const auto time = kotori::ServeOptions{}.request_time;
  Slow slow;
  EXPECT_EQ(slow.says("GET / HT", time - 1ms), nothing);
  EXPECT_EQ(slow.says("TP/1.1\r\n", 1ms), timed_out);
  EXPECT_EQ(slow.says("Host: a\r\n\r\n"), ended);
  EXPECT_EQ(slow.ground().take_handled(), std::vector<std::string>{});
}

TEST(Section9_5_Timeouts, AreAnsweredWith408InsideABody) {
  const auto time = kotori::ServeOptions{}.request_time;
  for (const auto& begun : {post("Content-Length: 5\r\n", "hell"), post("Content-Length: 5\r\n"), chunked(""),
                            chunked("5\r\nhello\r\n0\r\n")}) {
    Slow slow;
    EXPECT_EQ(slow.says(begun, time - 1ms), nothing);
    EXPECT_EQ(slow.says("", 1ms), timed_out);
    EXPECT_EQ(slow.says(std::string("o\r\n") + std::string(marker)), ended);
    EXPECT_EQ(slow.ground().take_handled(), std::vector<std::string>{});
  }
}

TEST(Section9_5_Timeouts, AreNotPutOffByAByteNowAndThen) {
  const auto head = get("A: " + std::string(100, 'x') + "\r\n");
  Slow slow;
  for (std::size_t second = 0; second < 9; ++second) EXPECT_EQ(slow.says(head.substr(second, 1), 1s), nothing);
  EXPECT_EQ(slow.says(head.substr(9, 1), 1s), timed_out);
}

TEST(Section9_5_Timeouts, AreNotForARequestThatComesInTime) {
  const auto time = kotori::ServeOptions{}.request_time;
  Slow slow;
  EXPECT_EQ(slow.says("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", time - 1ms), nothing);
  EXPECT_EQ(slow.says("x"), ok);
}

TEST(Section9_6_Close, LingersForTwoSecondsSoThatTheAnswerArrives) {
  Slow slow;
  EXPECT_EQ(slow.says("bad\r\n\r\n", 2s - 1ms), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(slow.ground().server().connections(), 1U);
  slow.says("", 1ms);
  EXPECT_EQ(slow.ground().server().connections(), 0U);
}

TEST(Section9_6_Close, LingersForAMebibyteAtMost) {
  Slow slow;
  slow.says("bad\r\n\r\n");
  const std::string part(32 * 1024, 'x');
  for (int i = 0; i < 31; ++i) slow.says(part);
  slow.says(part.substr(1));
  EXPECT_EQ(slow.ground().server().connections(), 1U);
  slow.says("x");
  EXPECT_EQ(slow.ground().server().connections(), 0U);
}

TEST(Section9_6_Close, EndsAPeerThatDoesNotTakeItsAnswer) {
  kotori::ServeOptions options{.http = {.body = 256 * 1024}};
  Slow slow{options};
  const auto request = chunked("30000\r\n" + std::string(0x30000, 'x') + "\r\n0\r\n\r\n");
  auto wire = slow.ground().server().dial();
  for (std::string_view rest = request; !rest.empty();) {
    rest.remove_prefix(wire->write(rest).bytes);
    slow.ground().server().simulation().run_until_idle();
  }
  slow.ground().server().advance(options.request_time - 1ms);
  EXPECT_EQ(slow.ground().server().connections(), 2U);
  slow.ground().server().advance(1ms);
  EXPECT_EQ(slow.ground().server().connections(), 1U);
}

TEST(Section8_IncompleteRequest, IsNotAnsweredOnceItsClientHasEnded) {
  Ground ground;
  for (const auto& whole : {get("X: y\r\n"), post("Content-Length: 5\r\n", "hello"), chunked("2\r\nhi\r\n0\r\n\r\n")})
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
      auto wire = ground.server().dial();
      wire->write(whole.substr(0, cut));
      wire->finish_writing();
      ground.server().simulation().run_until_idle();
      std::string text(1024, '\0');
      const auto got = wire->read(text);
      EXPECT_EQ(text.substr(0, got.bytes), "") << whole.substr(0, cut);
      EXPECT_EQ(got.stream, kotori::Transfer::Stream::ended);
      EXPECT_EQ(ground.server().connections(), 0U);
    }
  EXPECT_EQ(ground.take_handled(), std::vector<std::string>{});
}

}  // namespace http_conformance
