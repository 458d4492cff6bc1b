#include "kotori/base/clock.hpp"
#include "tests/chat/clients.hpp"

/// kotori.v1: what is said is kept, acknowledged and told, once and in order.
struct Saying : testing::Test {
  adapters::TestDirectory data;
  Chat chat{data.path(), {.loops = 2}};
};

TEST_F(Saying, IsAcknowledgedWithItsPlaceAndTimeAndToldToEveryone) {
  JsonClient ann{chat}, bob{chat};
  const auto me = ann.enters().user;
  bob.enters();
  ann.hears();
  const auto before = kotori::unix_millis_now();
  const auto ok = ann.says("hi 👋", "c1");
  ASSERT_TRUE(ok.seq && ok.at);
  EXPECT_EQ(ok.seq->value, 1U);
  EXPECT_GE(*ok.at, before);
  EXPECT_LE(*ok.at, kotori::unix_millis_now());
  const std::vector<Event> said{Said{chat::lobby, {1}, *ok.at, me, "hi 👋"}};
  EXPECT_EQ(ann.hears(), said);
  EXPECT_EQ(bob.hears(), said);
}

TEST_F(Saying, GetsContiguousPlacesInTheOrderOfEachSender) {
  JsonClient ann{chat}, bob{chat};
  ann.enters();
  bob.enters();
  for (int i = 0; i < 100; ++i) {
    auto& who = i % 2 == 0 ? ann : bob;
    const auto number = std::to_string(i);
    who.begins(Say{number, chat::lobby, {"c" + number}, number, {}});
  }
  const auto heard = ann.hears();
  EXPECT_EQ(seqs_of(heard), count(1, 100));
  EXPECT_EQ(seqs_of(bob.hears()), count(1, 100));
  std::vector<int> last{-2, -1};
  for (const auto& text : texts_of(heard)) {
    const int number = std::stoi(text);
    EXPECT_EQ(number, last[number % 2] + 2);
    last[number % 2] = number;
  }
  EXPECT_EQ(ann.answers().size(), 50U);
  EXPECT_EQ(bob.answers().size(), 50U);
}

TEST_F(Saying, IsAnsweredWithTheFirstPlaceWhenItIsRepeatedAndNotToldTwice) {
  JsonClient ann{chat};
  ann.enters();
  const auto first = ann.says("hi", "c1");
  ann.says("and", "c2");
  ann.hears();
  const auto again = ann.says("hi", "c1");
  EXPECT_EQ(again.seq, first.seq);
  EXPECT_EQ(again.at, first.at);
  EXPECT_EQ(ann.hears(), std::vector<Event>{});
  EXPECT_EQ(ann.reads({}).facts.size(), 2U);
}

TEST_F(Saying, IsOnceEvenWhenTheRepeatComesWhileTheFirstIsUnanswered) {
  JsonClient ann{chat};
  ann.enters();
  for (int i = 0; i < 3; ++i) ann.begins(Say{std::to_string(i), chat::lobby, {"c1"}, "hi", {}});
  EXPECT_EQ(texts_of(ann.hears()), std::vector<std::string>{"hi"});
  const auto answers = ann.answers();
  ASSERT_EQ(answers.size(), 3U);
  for (const auto& answer : answers) EXPECT_EQ(std::get<Ok>(answer).seq->value, 1U);
}

TEST_F(Saying, IsRepeatedAcrossAReconnectUnderTheSameDevice) {
  Cookie cookie;
  {
    JsonClient ann{chat};
    ann.enters("laptop");
    ann.says("hi", "c1");
    cookie = ann.cookie();
  }
  JsonClient ann{chat, cookie};
  ann.enters("laptop");
  EXPECT_EQ(ann.says("hi", "c1").seq->value, 1U);
  JsonClient phone{chat, cookie};
  phone.enters("phone");
  EXPECT_EQ(phone.says("hi", "c1").seq->value, 2U);  // another device counts for itself
}

TEST_F(Saying, CannotUseAnIdThatWasAnotherCommand) {
  JsonClient ann{chat};
  ann.enters();
  ann.says("hi", "c1");
  const auto refused = ann.renames<Refused>("Ann", "c1");
  EXPECT_EQ(refused.code, RefusalCode::already_used);
  EXPECT_FALSE(refused.retryable);
  ann.renames("Ann", "c2");
  EXPECT_EQ(ann.says<Refused>("hi", "c2").code, RefusalCode::already_used);
  EXPECT_EQ(ann.reads({}).facts.size(), 2U);
}

TEST_F(Saying, ThatWasRefusedLeavesItsIdFree) {
  JsonClient ann{chat};
  ann.enters();
  EXPECT_EQ(ann.says<Refused>("", "c1").code, RefusalCode::empty_text);
  EXPECT_EQ(ann.says("hi", "c1").seq->value, 1U);
}

TEST_F(Saying, KeepsATextByteForByte) {
  JsonClient ann{chat};
  ann.enters();
  const std::string text = " \t<b>&amp;\r\n\u2028\"\\/ e\u0301 \u202Eabc \U0001F468\u200D\U0001F469 ";
  ann.says(text, "c1");
  EXPECT_EQ(texts_of(ann.hears()), std::vector<std::string>{text});
  EXPECT_EQ(texts_of(ann.reads({}).facts), std::vector<std::string>{text});
}

TEST_F(Saying, HasALimitThatIsExact) {
  JsonClient ann{chat};
  ann.enters();
  const auto refused = ann.says<Refused>(std::string(16'001, 'x'), "c1");
  EXPECT_EQ(refused.code, RefusalCode::text_too_long);
  EXPECT_EQ(refused.path, "text");
  EXPECT_TRUE(ann.says(std::string(16'000, 'x'), "c1").seq);
  std::string japanese;
  while (japanese.size() + 3 <= 16'000) japanese += "鳥";
  EXPECT_TRUE(ann.says(japanese, "c2").seq);
  EXPECT_EQ(ann.says<Refused>(japanese + "鳥", "c3").code, RefusalCode::text_too_long);
}

TEST_F(Saying, MayTakeTheWholeLimitHoweverItIsEscaped) {
  JsonClient ann{chat};
  ann.enters();
  std::string escaped;
  for (int i = 0; i < 8'000; ++i) escaped += "\\u0416";  // two bytes each, six on the wire
  const auto answer = ann.sends(R"({"type":"say","id":"s","room":"lobby","client_id":"c1","text":")" + escaped + "\"}");
  EXPECT_NE(answer.find(R"("type":"ok")"), answer.npos) << answer;
}

TEST_F(Saying, OutlivesTheConnectionThatBeganIt) {
  JsonClient ann{chat};
  ann.enters();
  {
    JsonClient bob{chat};
    bob.enters();
    bob.begins(Say{"s", chat::lobby, {"c1"}, "bye", {}});
    bob.peer().vanishes();
  }
  EXPECT_EQ(texts_of(ann.hears()), std::vector<std::string>{"bye"});
}
