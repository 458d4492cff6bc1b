#include "kotori/http/request_reader.hpp"

#include <gtest/gtest.h>
#include <string>

namespace kotori::inline v0::http {
namespace {

struct Story {
  std::vector<std::string> heard;
  std::optional<Refusal> refusal;
  bool operator==(const Story&) const = default;
};

Story read_in_two(std::string_view text, std::size_t first) {
  RequestReader reader;
  Story story;
  for (auto bytes : {text.substr(0, first), text.substr(first)}) {
    while (!bytes.empty() && !story.refusal) {
      auto request = reader.feed(bytes);
      if (!request)
        story.refusal = request.error();
      else if (*request)
        story.heard.push_back((*request)->method + (*request)->target + (*request)->content);
    }
  }
  EXPECT_TRUE(story.refusal || reader.idle());
  return story;
}

std::string post(std::string_view length) {
  return "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::string(length) + "\r\n";
}

}  // namespace

TEST(RequestReader, TellsRequestsOfOneConnectionApartHoweverTheyAreSplit) {
  const std::string stream = post("5") + "\r\nhello" + post("0") + "\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n";
  const Story expected{.heard = {"POST/ahello", "POST/a", "GET/b"}, .refusal = {}};
  for (std::size_t first = 0; first <= stream.size(); ++first)
    EXPECT_EQ(read_in_two(stream, first), expected) << "split at " << first;
}

TEST(RequestReader, RefusesABodyBeyondTheLimitBeforeItComes) {
  for (const auto* length : {"1048577", "99999999999999999", "18446744073709551615"})
    EXPECT_EQ(read_in_two(post(length) + "\r\n", 0).refusal->status, Status::content_too_large) << length;
}

TEST(RequestReader, TakesABodyAsLargeAsTheLimit) {
  const std::string body(1024 * 1024, 'x');
  EXPECT_EQ(read_in_two(post("1048576") + "\r\n" + body, 100).heard, std::vector{"POST/a" + body});
}

TEST(RequestReader, LeavesWhatFollowsAnUpgradeAlone) {
  const std::string stream = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n\x81\x85";
  RequestReader reader;
  std::string_view bytes = stream;
  EXPECT_TRUE(*reader.feed(bytes));
  EXPECT_EQ(bytes, "\x81\x85");
  EXPECT_TRUE(reader.idle());
}

}  // namespace kotori::inline v0::http
