#include "kotori/http/body_decoder.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::http {
namespace {

struct Read {
  std::string body;
  std::string behind;
  std::optional<Refusal> refusal;
  bool ended = false;
};

Read read(BodyDecoder decoder, std::string_view text) {
  Read read{.refusal = decoder.refusal()};
  if (read.refusal) return read;
  const auto ended = decoder.feed(text, read.body);
  if (!ended) read.refusal = ended.error();
  read.ended = decoder.ended();
  read.behind = text;
  return read;
}

RequestHead of_length(std::uint64_t length) { return {.request = {}, .content_length = length}; }
RequestHead in_chunks() { return {.request = {}, .chunked = true}; }

}  // namespace

TEST(BodyDecoder, TakesWhatTheHeadSaysAndLeavesWhatFollows) {
  const auto plain = read(BodyDecoder{of_length(5)}, "helloGET");
  EXPECT_TRUE(plain.ended);
  EXPECT_EQ(plain.body + "|" + plain.behind, "hello|GET");
  const auto chunked = read(BodyDecoder{in_chunks()}, "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\nGET");
  EXPECT_TRUE(chunked.ended);
  EXPECT_EQ(chunked.body + "|" + chunked.behind, "hello|GET");
  EXPECT_FALSE(read(BodyDecoder{of_length(5)}, "hell").ended);
}

TEST(BodyDecoder, HasEndedWhenThereIsNoBody) {
  BodyDecoder decoder{of_length(0)};
  EXPECT_TRUE(decoder.ended());
  std::string body;
  std::string_view next = "GET";
  EXPECT_TRUE(*decoder.feed(next, body));
  EXPECT_EQ(next, "GET");
}

TEST(BodyDecoder, RefusesALengthBeyondTheLimitBeforeItComes) {
  EXPECT_FALSE(BodyDecoder(of_length(100), {.body = 100}).refusal());
  EXPECT_EQ(BodyDecoder(of_length(101), {.body = 100}).refusal()->status, Status::content_too_large);
}

TEST(BodyDecoder, CountsWhatChunksHoldAlsoWhenItHasBeenTakenAway) {
  BodyDecoder decoder{in_chunks(), {.body = 10}};
  for (int i = 0; i < 2; ++i) {
    std::string body;
    std::string_view bytes = "5\r\nhello\r\n";
    EXPECT_FALSE(decoder.feed(bytes, body).value());
    EXPECT_EQ(body, "hello");
  }
  std::string body;
  std::string_view one_more = "1\r\n";
  EXPECT_EQ(decoder.feed(one_more, body).error().status, Status::content_too_large);
}

}  // namespace kotori::inline v0::http
