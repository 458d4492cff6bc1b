#include "apps/kotori/bench/template.hpp"

#include <gtest/gtest.h>

namespace bench {
namespace {

TEST(Template, IsFilledForEachMessage) {
  const auto say = Template::parse(R"({"type":"say","id":"{id}","from":{connection},"text":"{text}"})");
  ASSERT_TRUE(say);
  EXPECT_EQ(say->fill({.text = "hi", .id = "3-7", .connection = 12}),
            R"({"type":"say","id":"3-7","from":12,"text":"hi"})");
}

TEST(Template, MayBeTheTextAlone) { EXPECT_EQ(Template::parse("{text}")->fill({.text = "hi"}), "hi"); }

TEST(Template, LeavesOtherBracesAsTheyAre) { EXPECT_EQ(Template::parse("{}{text}{x")->fill({.text = "hi"}), "{}hi{x"); }

TEST(Template, SaysWhereItIsSaid) {
  EXPECT_EQ(Template::parse("{room}: {text}")->fill({.text = "hi", .room = "den"}), "den: hi");
}

TEST(Template, MustSayWhereTheTextStands) { EXPECT_FALSE(Template::parse(R"({"type":"say"})")); }

TEST(Template, NeedsNoTextInAGreeting) {
  EXPECT_EQ(Template::parse_greeting(R"({"type":"hello","device":"d{connection}"})").fill({.id = "1", .connection = 4}),
            R"({"type":"hello","device":"d4"})");
}

}  // namespace
}  // namespace bench
