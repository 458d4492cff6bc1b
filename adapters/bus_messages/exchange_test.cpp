#include "adapters/bus_messages/exchange.hpp"

#include "chat/ports/bus_contract_words.hpp"

#include <gtest/gtest.h>

namespace adapters {
namespace {

using chat::contract::Ear;
using chat::contract::hint;
using chat::contract::somebody;

const BusKey key{{1, 2, 3}};

/// Two exchanges with the same key, and what the one makes.
class AnExchange : public testing::Test {
 protected:
  void SetUp() override {
    here.listen(speaker);
    there.listen(ear);
  }
  Parcel parcel(const chat::News& news = hint(1)) { return here.publish(news, speaker).value(); }
  /// What opens, but was not made by an exchange.
  Parcel sealed(const std::string& text, const chat::Topic& topic = chat::lobby) {
    const auto address = there.address_of(topic);
    return {address, Seal{key}.close(address, text)};
  }
  /// How it is counted; nobody hears it.
  BusCounts dropped(std::string_view address, std::string_view sealed) {
    const auto heard = ear.heard().size();
    there.receive(address, sealed);
    EXPECT_EQ(ear.heard().size(), heard);
    return there.counts();
  }

  Exchange here{key}, there{key};
  Ear speaker{"here"}, ear{"there"};
};

}  // namespace

TEST_F(AnExchange, TellsWhatCame) {
  const auto sent = parcel();
  there.receive(sent.address, sent.sealed);
  EXPECT_EQ(ear.heard(), (std::vector<chat::contract::Heard>{{speaker.node(), hint(1)}}));
  EXPECT_EQ(there.counts(), BusCounts{.heard = 1});
}

TEST_F(AnExchange, DropsAndCountsWhatIsSpoiled) {
  const auto good = parcel();
  auto changed = good.sealed;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_EQ(dropped(good.address, changed).forged, 1);
  EXPECT_EQ(dropped(good.address, good.sealed.substr(0, 60)).forged, 2);
  EXPECT_EQ(dropped(good.address, "").forged, 3);
  EXPECT_EQ(dropped(there.address_of(chat::RoomName{"garden"}), good.sealed).forged, 4);
  EXPECT_EQ(dropped(good.address, std::string(Exchange::most_sealed, 'x')).forged, 5);
  EXPECT_EQ(dropped(good.address, std::string(Exchange::most_sealed + 1, 'x')).too_large, 1);
  EXPECT_EQ(there.counts().dropped(), 6);
  there.receive(good.address, good.sealed);
  EXPECT_EQ(there.counts().heard, 1);
}

TEST_F(AnExchange, DropsWhatOpensAndIsNoNews) {
  const auto text = to_text(Letter{"node", 1, 1, hint(1)});
  const auto other_kind = R"({"node":"node","life":1,"count":1,"news":{"type":"of later versions"}})";
  for (const auto& wrong :
       {std::string("hi"), std::string("{}"), text.substr(0, 20), std::string(other_kind),
        to_text(Letter{std::string(65, 'x'), 1, 1, hint(1)}), to_text(Letter{"node", 1, 1, hint(1, {"garden"})})}) {
    const auto made = sealed(wrong);
    dropped(made.address, made.sealed);
  }
  EXPECT_EQ(there.counts(), BusCounts{.malformed = 6});
  const auto made = sealed(R"({"later":true,)" + text.substr(1));
  there.receive(made.address, made.sealed);
  EXPECT_EQ(there.counts().heard, 1);
}

TEST_F(AnExchange, DropsWhatItHasHeardAndOlderLives) {
  const auto first = parcel();
  const auto second = parcel();
  there.receive(second.address, second.sealed);
  there.receive(first.address, first.sealed);
  EXPECT_EQ(there.counts(), BusCounts{.heard = 2});  // another order is none of its business
  EXPECT_EQ(dropped(first.address, first.sealed).replayed, 1);
  const auto later = sealed(to_text(Letter{"here", 2, 1, hint(2)}));
  there.receive(later.address, later.sealed);
  const auto late = parcel();
  EXPECT_EQ(dropped(late.address, late.sealed).replayed, 2);
}

TEST_F(AnExchange, DropsWhatItSaidItself) {
  const auto sent = parcel();
  here.receive(sent.address, sent.sealed);
  EXPECT_TRUE(speaker.heard().empty());
  EXPECT_EQ(here.counts(), BusCounts{.own = 1});
}

TEST_F(AnExchange, LeavesFactsOutOfAHintThatIsTooLargeWithThem) {
  chat::Hint long_hint{chat::lobby, {5}, {}};
  std::size_t largest = 0;
  for (std::uint64_t seq = 1; seq <= 8; ++seq) {
    long_hint.facts.emplace_back(
        chat::protocol::Said{chat::lobby, {seq}, 0, somebody(), std::string(16'000, 'x'), {}, {}, {}});
    const auto sent = parcel(long_hint);
    EXPECT_LE(sent.sealed.size(), Exchange::most_sealed);
    largest = std::max(largest, sent.sealed.size());
    there.receive(sent.address, sent.sealed);
    const auto heard = std::get<chat::Hint>(ear.heard().back().news);
    EXPECT_EQ(heard.facts.size(), seq <= 4 ? seq : 0);
    EXPECT_EQ(heard.seq.value, 5);
  }
  EXPECT_GT(largest, 64'000);
}

TEST_F(AnExchange, MakesNoParcelOfWhatIsTooLargeAnyway) {
  EXPECT_FALSE(here.publish(chat::Writes{chat::lobby, somebody(std::string(70'000, 'x'))}, speaker));
  EXPECT_EQ(here.counts(), BusCounts{.unsent = 1});
}

TEST_F(AnExchange, TakesNoNodeWithoutAFittingName) {
  Ear nameless{""}, long_named{std::string(65, 'x')}, longest{std::string(64, 'x')};
  EXPECT_THROW(here.listen(nameless), std::invalid_argument);
  EXPECT_THROW(here.listen(long_named), std::invalid_argument);
  here.listen(longest);
}

TEST_F(AnExchange, RemembersWhatIsWanted) {
  EXPECT_TRUE(here.want("a"));
  EXPECT_FALSE(here.want("a"));
  EXPECT_TRUE(here.is_wanted("a"));
  EXPECT_EQ(here.wanted(), (std::vector<std::string>{"a"}));
  EXPECT_TRUE(here.want_no_more("a"));
  EXPECT_FALSE(here.want_no_more("a"));
  EXPECT_FALSE(here.is_wanted("a"));
}

}  // namespace adapters
