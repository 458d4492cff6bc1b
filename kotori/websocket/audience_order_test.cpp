#include "kotori/websocket/test_audience.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <tuple>

namespace kotori::inline v0::websocket {

/// Every member of several loops, saying and hearing at random; each seed is another interleaving.
class OnSeveralLoops : public testing::TestWithParam<std::tuple<std::uint64_t, bool>> {
 protected:
  static constexpr std::size_t loops = 3, people = 9, rounds = 60;

  struct Room : AnAudience {
    /// They are told two in a turn, and what is told next is held open now and then.
    Room() : AnAudience(loops, std::get<0>(GetParam()), {.compress_from = 20, .members_a_turn = 2}) {
      mixed = std::get<1>(GetParam());
      for (std::size_t i = 0; i < loops; ++i)
        simulation.loop(i).a_look_takes = std::chrono::milliseconds{simulation.draw(2)};
    }
    /// Longer than any news is held.
    void settle() { simulation.advance(std::chrono::seconds{1}); }
    void TestBody() override {}
    /// Some texts are long enough to be compressed.
    std::string text(std::string said) const {
      return mixed && said.size() % 2 == 0 ? said + ' ' + std::string(60, '.') : said;
    }
  };
};

TEST_P(OnSeveralLoops, AllHearOneOrderAndEachSenderInTheSendersOrder) {
  Room room;
  for (std::size_t i = 0; i < people; ++i) room.joined(i % loops, {.capacity = 200, .ragged = i % 2 == 0});

  std::vector<int> said(people);
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto who = room.simulation.draw(people);
    const auto count = 1 + room.simulation.draw(4);
    // Posted, not run: what several loops say now crosses on the way.
    room.simulation.loop(who % loops).post([&, who, count] {
      for (std::size_t i = 0; i < count; ++i)
        room.everyone.send(room.text(std::to_string(who) + ":" + std::to_string(said[who]++)));
    });
    if (room.simulation.draw(3) == 0) room.simulation.run_until_idle();
  }
  room.settle();

  const auto& order = room.heard(0);
  std::size_t total = 0;
  for (const int count : said) total += static_cast<std::size_t>(count);
  EXPECT_EQ(order.size(), total);
  for (std::size_t i = 1; i < people; ++i) EXPECT_EQ(room.heard(i), order) << "member " << i;
  std::map<std::string, int> next;
  for (const auto& text : order) {
    const auto colon = text.find(':');
    EXPECT_EQ(std::stoi(text.substr(colon + 1)), next[text.substr(0, colon)]++) << text;
  }
}

TEST_P(OnSeveralLoops, WhoJoinsAndSpeaksHearsItselfAndWhoLeavesHearsNoMore) {
  Room room;
  for (std::size_t i = 0; i < people; ++i) room.arrive(i % loops);
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto who = room.simulation.draw(people);
    room.simulation.loop(who % loops).post([&, who, round] {
      if (room.seats[who]) {
        room.seats[who].reset();
        room.socket(who).send("left");
      } else {
        room.seats[who].emplace(room.everyone.join(room.socket(who)));
        room.everyone.send(room.text(std::to_string(who) + " joined " + std::to_string(round)));
      }
    });
    if (room.simulation.draw(4) == 0) room.simulation.run_until_idle();
  }
  room.settle();
  for (std::size_t who = 0; who < people; ++who) {
    bool present = false;
    for (const auto& text : room.heard(who)) present = text != "left";
    EXPECT_EQ(present, room.seats[who].has_value()) << who;
  }
}

TEST_P(OnSeveralLoops, AnExceptedMemberIsTheOnlyOneNotToHear) {
  Room room;
  for (std::size_t i = 0; i < people; ++i) room.joined(i % loops);
  for (std::size_t who = 0; who < people; ++who)
    room.simulation.loop(who % loops).post([&, who] {
      room.everyone.send_except(*room.seats[who], room.text("not for " + std::to_string(who)));
    });
  room.settle();
  for (std::size_t who = 0; who < people; ++who) {
    EXPECT_EQ(room.heard(who).size(), people - 1);
    EXPECT_EQ(std::ranges::count(room.heard(who), room.text("not for " + std::to_string(who))), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, OnSeveralLoops,
                         testing::Combine(testing::Range<std::uint64_t>(1, 25), testing::Bool()));

TEST_P(OnSeveralLoops, WhoHearsSeveralAudiencesHearsThemInTheOrderOfSending) {
  Room room;
  Audience birds{{.compress_from = 20, .members_a_turn = 2}};
  std::vector<Seat> second;
  for (std::size_t i = 0; i < people; ++i) room.joined();
  room.act([&] {
    for (std::size_t i = 0; i < people; ++i) second.push_back(birds.join(room.socket(i)));
  });
  std::vector<Texts> expected(people);
  for (std::size_t round = 0; round < rounds; ++round)
    room.act([&] {
      for (std::size_t i = room.simulation.draw(6); i > 0; --i) {
        const auto text = room.text(std::to_string(round) + "." + std::to_string(i));
        const auto who = room.simulation.draw(people);
        const auto how = room.simulation.draw(4);
        if (how == 0) room.socket(who).send(text);
        if (how == 1) room.everyone.send(text);
        if (how == 2) birds.send(text);
        if (how == 3) room.everyone.send_except(*room.seats[who], text);
        for (std::size_t each = 0; each < people; ++each)
          if (how == 1 || how == 2 || (how == 0) == (each == who)) expected[each].push_back(text);
      }
    });
  room.settle();
  for (std::size_t who = 0; who < people; ++who) EXPECT_EQ(room.heard(who), expected[who]) << who;
  room.act([&] { second.clear(); });
}

}  // namespace kotori::inline v0::websocket
