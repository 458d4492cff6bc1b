#include "kotori/websocket/test_audience.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::websocket {

struct ACompressedAudience : AnAudience {};

TEST_F(ACompressedAudience, CompressesALongMessageForThoseWhoAgreedOnThat) {
  options.compress_from = 20;
  const std::string text(500, 'x');
  std::vector<std::size_t> sizes;
  for (const std::uint8_t window_bits : {0, 8, 9, 15}) {
    const auto who = arrive_with(window_bits);
    join(who, everyone);
  }
  act([&] { everyone.send(text); });
  for (std::size_t who = 0; who < members.size(); ++who) {
    EXPECT_EQ(heard(who), Texts{text});
    sizes.push_back(members[who]->server->stream->written());
  }
  EXPECT_EQ(sizes[0], 4 + text.size());
  for (std::size_t who = 1; who < sizes.size(); ++who) EXPECT_LT(sizes[who], 40U);
}

TEST_F(ACompressedAudience, SendsShortMessagesAndThoseThatDoNotGetShorterPlainToEveryone) {
  const auto who = arrive_with(15);
  join(who, everyone);
  act([&] {
    everyone.send(std::string(19, 'x'));
    everyone.send("abcdefghijklmnopqrstuvwxyz0123456789");
  });
  EXPECT_EQ(members[who]->server->stream->written(), 2 + 19U + 2 + 36);
}

TEST_F(ACompressedAudience, TellsALongAndAShortMessageInOneWriteInEveryForm) {
  for (const std::uint8_t window_bits : {0, 9, 15}) join(arrive_with(window_bits), everyone);
  const Texts said{"short", std::string(300, 'x'), "short again", std::string(400, 'y')};
  act([&] {
    for (const auto& text : said) everyone.send(text);
  });
  for (std::size_t who = 0; who < members.size(); ++who) {
    EXPECT_EQ(heard(who), said);
    EXPECT_LE(members[who]->server->stream->writes(), 2U);
  }
}

TEST_F(ACompressedAudience, LetsADirectSendStandWhereItWasSentInEveryForm) {
  for (const std::uint8_t window_bits : {15, 15, 0}) join(arrive_with(window_bits), everyone);
  const std::string before(10, 'b'), after(300, 'a');
  act([&] {
    everyone.send(before);
    socket(0).send("only you");
    everyone.send(after);
    socket(1).send("you too");
    everyone.send(before);
  });
  EXPECT_EQ(heard(0), (Texts{before, "only you", after, before}));
  EXPECT_EQ(heard(1), (Texts{before, after, "you too", before}));
  EXPECT_EQ(heard(2), (Texts{before, after, before}));
}

TEST_F(ACompressedAudience, TellsASlowMemberTheSameInTheEndInEveryForm) {
  mixed = true;
  for (int i = 0; i < 5; ++i) joined(0, {.capacity = 7});
  Texts said;
  for (std::size_t i = 0; i < 200; ++i) said.push_back("message " + std::to_string(i) + std::string(i, '.'));
  act([&] {
    for (const auto& text : said) everyone.send(text);
  });
  for (std::size_t who = 0; who < members.size(); ++who) EXPECT_TRUE(heard(who) == said) << who;
}

}  // namespace kotori::inline v0::websocket
