#include "chat/protocol/plain_text.hpp"

#include <gtest/gtest.h>

namespace chat::protocol::plain {
namespace {
Said said_by(std::string name, std::string text) {
  return {.user = {.id = {}, .name = std::move(name)}, .text = std::move(text)};
}
}  // namespace

TEST(PlainText, IsSaidUnlessItBeginsWithASlash) {
  EXPECT_EQ(std::get<SayText>(read_command("hi /help")).text, "hi /help");
  EXPECT_EQ(std::get<SayText>(read_command(" /help")).text, " /help");
}

TEST(PlainText, KnowsItsCommandsByTheWholeWord) {
  EXPECT_TRUE(std::holds_alternative<Help>(read_command("/help")));
  EXPECT_TRUE(std::holds_alternative<Who>(read_command("/who \n")));
  EXPECT_TRUE(std::holds_alternative<ShowHistory>(read_command("/history")));
  EXPECT_EQ(std::get<NewName>(read_command("/name  Ann Lee ")).name, "Ann Lee");
  EXPECT_EQ(std::get<NewName>(read_command("/user 小鳥")).name, "小鳥");
  EXPECT_EQ(std::get<NewName>(read_command("/name　小鳥　")).name, "小鳥");
  EXPECT_EQ(std::get<NewName>(read_command("/name")).name, "");
  EXPECT_EQ(std::get<Unknown>(read_command("/whoever you are")).word, "/whoever");
  EXPECT_EQ(std::get<Unknown>(read_command("/")).word, "/");
}

TEST(PlainText, ReadsAsInTheGuide) {
  EXPECT_EQ(line(said_by("user0", "hi")), "user0 said: hi");
  EXPECT_EQ(in_plain_text(Event{said_by("ann", "やあ")}), "ann said: やあ");
}

TEST(PlainText, GivesNoNotices) {
  EXPECT_EQ(in_plain_text(Event{Here{}}), std::nullopt);
  EXPECT_EQ(in_plain_text(Event{Gone{}}), std::nullopt);
  EXPECT_EQ(in_plain_text(Event{Renamed{}}), std::nullopt);
  EXPECT_EQ(in_plain_text(Event{Edited{.text = "hi"}}), std::nullopt);
  EXPECT_EQ(in_plain_text(Event{Deleted{}}), std::nullopt);
  EXPECT_EQ(in_plain_text(Event{Reacted{}}), std::nullopt);
  EXPECT_EQ(in_plain_text(Event{TopicSet{.topic = "hi"}}), std::nullopt);
  EXPECT_EQ(in_plain_text(Event{Crowd{}}), std::nullopt);
  EXPECT_EQ(in_plain_text(Event{Writing{}}), std::nullopt);
  EXPECT_EQ(in_plain_text(Answer{Welcome{}}), std::nullopt);
}

TEST(PlainText, CannotForgeAnotherLine) {
  for (const auto* breaks : {"\n", "\r\n", "\r", "\v", "\f", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"})
    EXPECT_EQ(line(said_by("eve", std::string{"hi"} + breaks + "ann said: I quit")),
              "eve said: hi\n    ann said: I quit");
}

TEST(PlainText, ShowsAnswersAsTheServersOwnWords) {
  EXPECT_EQ(in_plain_text(Answer{Ok{.id = "you are now called Ann"}}), "[server] you are now called Ann");
  EXPECT_EQ(in_plain_text(Answer{Ok{}}), std::nullopt);
  EXPECT_EQ(in_plain_text(Answer{Refused{.id = {}, .message = "taken"}}), "[server] taken");
  EXPECT_EQ(who_is_here({{.id = {}, .name = "ann"}, {.id = {}, .name = "bob"}}), "[server] here now: ann, bob");
}

TEST(PlainText, ShowsWhatIsNowOfAMessage) {
  auto edited = said_by("ann", "one, better"), deleted = said_by("bob", "");
  edited.state = MessageState{.edited = Seq{3}};
  deleted.state = MessageState{.deleted = Seq{4}};
  const HistoryPage page{.facts = {edited, deleted, Edited{.text = "one, better"}, Deleted{}}};
  EXPECT_EQ(in_plain_text(Answer{page}), "ann said: one, better");
}

TEST(PlainText, ShowsHistoryLineByLine) {
  const HistoryPage page{.id = "", .room = {}, .facts = {said_by("ann", "one"), Renamed{}, said_by("bob", "two")}};
  EXPECT_EQ(in_plain_text(Answer{page}), "ann said: one\nbob said: two");
  EXPECT_EQ(in_plain_text(Answer{HistoryPage{}}), "[server] nothing has been said yet");
}

}  // namespace chat::protocol::plain
