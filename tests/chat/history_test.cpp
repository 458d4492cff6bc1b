#include "tests/chat/clients.hpp"

/// kotori.v1: pages of what was.
struct Pages : testing::Test {
  adapters::TestDirectory data;
  Chat chat{data.path(), {.loops = 2}};
  JsonClient ann{chat};

  void SetUp() override { ann.enters(); }
  void TearDown() override { ann.hears(); }

  /// Says "1" to "n".
  void say_up_to(std::uint64_t n) {
    for (const auto number : count(1, n)) {
      const auto text = std::to_string(number);
      ann.begins(Say{text, chat::lobby, {text}, text, {}});
    }
    EXPECT_EQ(ann.answers().size(), n);
    ann.hears();
  }
};

TEST_F(Pages, OfAnEmptyRoomAreEmpty) {
  const auto page = ann.reads({});
  EXPECT_EQ(page.room, chat::lobby);
  EXPECT_TRUE(page.facts.empty());
  EXPECT_FALSE(page.more);
}

TEST_F(Pages, AreTheNewestUnlessOneSaysWhere) {
  say_up_to(150);
  const auto page = ann.reads({});
  EXPECT_EQ(seqs_of(page.facts), count(51, 150));
  EXPECT_EQ(texts_of(page.facts).front(), "51");
  EXPECT_TRUE(page.more);
}

TEST_F(Pages, GoBackToTheFirstFactWithoutHoleOrDouble) {
  say_up_to(150);
  auto page = ann.reads({.before = chat::Seq{51}});
  EXPECT_EQ(seqs_of(page.facts), count(1, 50));
  EXPECT_FALSE(page.more);
  page = ann.reads({.before = chat::Seq{51}, .limit = 50});
  EXPECT_EQ(seqs_of(page.facts), count(1, 50));
  EXPECT_FALSE(page.more);
  page = ann.reads({.before = chat::Seq{51}, .limit = 49});
  EXPECT_EQ(seqs_of(page.facts), count(2, 50));
  EXPECT_TRUE(page.more);
}

TEST_F(Pages, GoForwardToTheNewestFact) {
  say_up_to(12);
  auto page = ann.reads({.after = chat::Seq{0}, .limit = 5});
  EXPECT_EQ(seqs_of(page.facts), count(1, 5));
  EXPECT_TRUE(page.more);
  page = ann.reads({.after = chat::Seq{5}, .limit = 7});
  EXPECT_EQ(seqs_of(page.facts), count(6, 12));
  EXPECT_FALSE(page.more);
}

TEST_F(Pages, BeyondEitherEndAreEmpty) {
  say_up_to(3);
  for (const auto& beyond : {History{.before = chat::Seq{1}}, History{.before = chat::Seq{0}},
                             History{.after = chat::Seq{3}}, History{.after = chat::Seq{UINT64_MAX}}}) {
    const auto page = ann.reads(beyond);
    EXPECT_TRUE(page.facts.empty());
    EXPECT_FALSE(page.more);
  }
  EXPECT_EQ(seqs_of(ann.reads({.before = chat::Seq{UINT64_MAX}}).facts), count(1, 3));
}

TEST_F(Pages, HoldAtMostAHundredFactsAndAtLeastOne) {
  say_up_to(102);
  EXPECT_EQ(ann.reads({.limit = 4'000'000'000}).facts.size(), 100U);
  EXPECT_EQ(seqs_of(ann.reads({.limit = 0}).facts), count(102, 102));
}

TEST_F(Pages, ShowEachNameAsItWasThen) {
  ann.says("one", "c1");
  ann.renames("Ann", "c2");
  ann.says("two", "c3");
  const auto facts = ann.reads({}).facts;
  ASSERT_EQ(facts.size(), 3U);
  EXPECT_EQ(std::get<Said>(facts[0]).user.name, "user0");
  EXPECT_EQ(std::get<Renamed>(facts[1]).was, "user0");
  EXPECT_EQ(std::get<Renamed>(facts[1]).user.name, "Ann");
  EXPECT_EQ(std::get<Said>(facts[2]).user.name, "Ann");
}

TEST_F(Pages, AreWhatEveryoneHeard) {
  JsonClient bob{chat};
  bob.enters();
  say_up_to(40);
  std::vector<Event> heard = bob.hears();
  const auto facts = ann.reads({}).facts;
  ASSERT_EQ(heard.size(), facts.size());
  for (std::size_t i = 0; i < facts.size(); ++i) EXPECT_EQ(heard[i], Event(std::get<Said>(facts[i])));
}

TEST_F(Pages, OfVeryLongTextsEndEarlyAndSayThatThereIsMore) {
  for (const auto number : count(1, 100)) {
    const auto text = std::to_string(number);
    ann.begins(Say{text, chat::lobby, {text}, text + std::string(15'000, 'x'), {}});
  }
  EXPECT_EQ(ann.answers().size(), 100U);
  std::vector<std::uint64_t> seen;
  for (HistoryPage page{.more = true}; page.more;) {
    page = ann.reads({.after = chat::Seq{seen.empty() ? 0 : seen.back()}});
    ASSERT_FALSE(page.facts.empty());
    for (const auto seq : seqs_of(page.facts)) seen.push_back(seq);
  }
  EXPECT_EQ(seen, count(1, 100));
}
