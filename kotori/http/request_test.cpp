#include "kotori/http/request.hpp"

#include "kotori/http/media_type.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/http/url.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::http {

TEST(Request, ShowsTheDecodedPathAndTheQueryAsSent) {
  const Request request{.target = "/rooms/%E5%B0%8F%2Fa?x=%31"};
  EXPECT_EQ(request.path(), "/rooms/小/a");
  EXPECT_EQ(request.raw_path(), "/rooms/%E5%B0%8F%2Fa");
  EXPECT_EQ(request.query(), "x=%31");
}

TEST(Request, DecodesItsQueryAsAForm) {
  const Request request{.target = "/?name=Ann+B&room=tree%20top&empty=&bare&name=second&%6bey=v"};
  EXPECT_EQ(request.query("name"), "Ann B");
  EXPECT_EQ(request.query("room"), "tree top");
  EXPECT_EQ(request.query("empty"), "");
  EXPECT_EQ(request.query("bare"), "");
  EXPECT_EQ(request.query("key"), "v");
  EXPECT_FALSE(request.query("other"));
  EXPECT_THROW((void)Request{.target = "/?a=%zz"}.query("a"), Refused);
  EXPECT_FALSE(Request{.target = "/"}.query("a"));
}

TEST(Request, FindsACookieInAnyOfItsCookieHeaders) {
  Request request;
  request.headers.add("Cookie", "a=1");
  request.headers.add("cookie", "b=2");
  EXPECT_EQ(request.cookie("b"), "2");
  EXPECT_FALSE(request.cookie("c"));
}

TEST(Attributes, HoldOneValueOfEachType) {
  struct Visitor {
    std::string name;
  };
  Attributes attributes;
  EXPECT_TRUE(attributes.empty());
  auto& visitor = attributes.set(Visitor{"Ann"});
  attributes.set(7);
  attributes.set(Visitor{"Bob"});
  Attributes moved = std::move(attributes);
  EXPECT_EQ(moved.find<Visitor>(), &visitor);
  EXPECT_EQ(moved.find<Visitor>()->name, "Bob");
  EXPECT_EQ(*moved.find<int>(), 7);
  EXPECT_EQ(moved.find<long>(), nullptr);
  EXPECT_THROW(moved.get<long>(), std::logic_error);
  EXPECT_EQ(sizeof(Attributes), sizeof(void*));
}

TEST(PercentDecoding, GivesAnyByteBackAndRefusesHalfAnEscape) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
  EXPECT_EQ(percent_encode("a b/小"), "a%20b%2F%E5%B0%8F");
  for (const auto* text : {"%", "a%", "%4", "%g0", "%0g", "%%41", "%-1", "% 1"})
    EXPECT_FALSE(percent_decode(text).has_value()) << text;
}

TEST(PercentDecoding, ComparesWithoutMakingAString) {
  EXPECT_TRUE(decodes_to("%63h%61t", "chat"));
  EXPECT_TRUE(decodes_to("", ""));
  for (const auto* text : {"cha", "chats", "%63ha", "chat%", "ch%zzt", "%2563hat"})
    EXPECT_FALSE(decodes_to(text, "chat")) << text;
}

TEST(MediaType, IsToldByTheEndOfTheName) {
  EXPECT_EQ(media_type("web/index.html"), "text/html; charset=utf-8");
  EXPECT_EQ(media_type("a.b.JS"), "text/javascript; charset=utf-8");
  EXPECT_EQ(media_type("dir.html/file"), "application/octet-stream");
  EXPECT_EQ(media_type(""), "application/octet-stream");
}

}  // namespace kotori::inline v0::http
