#include "tests/http/wire.hpp"

#include <gtest/gtest.h>

/// RFC 9112 §6.3, §7.1: answers whose length is not known when they begin.
namespace http_conformance {

TEST(Section7_1_StreamedAnswers, GoOutInChunksAndTheConnectionGoesOn) {
  Ground ground;
  const auto text = ground.send_raw(line("GET /stream HTTP/1.1") + line("GET /stream HTTP/1.1")).text;
  const auto body = "\r\n\r\n5\r\none, \r\n5\r\ntwo, \r\n5\r\nthree\r\n0\r\n\r\n"s;
  EXPECT_TRUE(text.contains("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_FALSE(text.contains("Content-Length"));
  EXPECT_TRUE(text.contains(body + "HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(text.ends_with(body));
}

TEST(Section7_1_StreamedAnswers, AreReadByOurClient) {
  Ground ground;
  EXPECT_EQ(ground.server().get("/stream").body, "one, two, three");
}

TEST(Section7_1_StreamedAnswers, EndWithTheConnectionForTheOldVersion) {
  Ground ground;
  const auto heard = ground.send_raw("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(heard.ended);
  EXPECT_TRUE(heard.text.contains("\r\nConnection: close\r\n"));
  EXPECT_FALSE(heard.text.contains("Transfer-Encoding"));
  EXPECT_TRUE(heard.text.ends_with("\r\n\r\none, two, three"));
}

TEST(Section7_1_StreamedAnswers, HaveOnlyAHeadWhenAskedWithHead) {
  Ground ground;
  const auto heard = ground.send({line("HEAD /stream HTTP/1.1"), marker});
  EXPECT_EQ(heard.statuses(), (std::vector{200, 200}));
  EXPECT_TRUE(heard.answers.at(0).head.contains("\r\nTransfer-Encoding: chunked\r\n"));
}

TEST(Section7_1_StreamedAnswers, AreCutOffWithoutAnEndWhenTheyFail) {
  Ground ground;
  auto wire = ground.server().dial();
  wire->write(line("GET /broken-stream HTTP/1.1") + std::string(marker));
  ground.server().advance(5s);
  std::string text(4096, '\0');
  text.resize(wire->read(text).bytes);
  EXPECT_TRUE(text.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
  EXPECT_FALSE(text.contains("0\r\n\r\n"));
  EXPECT_EQ(ground.server().connections(), 0U);
  EXPECT_EQ(ground.take_handled(), std::vector{"GET /broken-stream "s});
}

}  // namespace http_conformance
