#include "apps/kotori/bench/template.hpp"

#include <gtest/gtest.h>

namespace bench {
namespace {

TEST(Template, IsFilledForEachMessage) {
  const auto say = Template::parse(R"({"type":"say","id":"{id}","from":{connection},"text":"{text}"})");
  ASSERT_TRUE(say);
  EXPECT_EQ(say->fill("hi", "3-7", 12), R"({"type":"say","id":"3-7","from":12,"text":"hi"})");
}

TEST(Template, MayBeTheTextAlone) { EXPECT_EQ(Template::parse("{text}")->fill("hi", "1", 1), "hi"); }

TEST(Template, LeavesOtherBracesAsTheyAre) { EXPECT_EQ(Template::parse("{}{text}{x")->fill("hi", "1", 1), "{}hi{x"); }

TEST(Template, MustSayWhereTheTextStands) { EXPECT_FALSE(Template::parse(R"({"type":"say"})")); }

TEST(Template, NeedsNoTextInAGreeting) {
  EXPECT_EQ(Template::parse_greeting(R"({"type":"hello","device":"d{connection}"})").fill("", "1", 4),
            R"({"type":"hello","device":"d4"})");
}

}  // namespace
}  // namespace bench
