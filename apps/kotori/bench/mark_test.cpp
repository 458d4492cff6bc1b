#include "apps/kotori/bench/mark.hpp"

#include <gtest/gtest.h>

namespace bench {
namespace {

constexpr Mark mark{
    .sender = 0xabcdef, .number = 4'000'000'000, .sent = kotori::Instant{kotori::Duration{123'456'789'012}}};

TEST(Mark, IsFoundWhereverItStands) {
  const auto text = text_with(mark, 128);
  EXPECT_EQ(text.size(), 128U);
  EXPECT_EQ(find_mark(text), mark);
  EXPECT_EQ(find_mark("user7 said: " + text), mark);
  EXPECT_EQ(find_mark(R"({"type":"said","text":")" + text + "\"}"), mark);
}

TEST(Mark, TakesTheRoomItNeeds) { EXPECT_EQ(find_mark(text_with(mark, 0)), mark); }

TEST(Mark, IsOneOfSeveralInAMessage) {
  const auto both = text_with(mark, 64) + "\n" + text_with({.sender = 1, .number = 2, .sent = mark.sent}, 64);
  std::string_view heard = both;
  EXPECT_EQ(take_mark(heard), mark);
  EXPECT_EQ(take_mark(heard)->sender, 1U);
  EXPECT_FALSE(take_mark(heard));
}

TEST(Mark, IsNotWhereItIsNot) {
  const auto text = text_with(mark, 0);
  EXPECT_FALSE(find_mark(""));
  EXPECT_FALSE(find_mark("kb#"));
  EXPECT_FALSE(find_mark(text.substr(0, text.size() - 1)));
  EXPECT_FALSE(find_mark("kb#" + std::string(30, 'x')));
}

}  // namespace
}  // namespace bench
