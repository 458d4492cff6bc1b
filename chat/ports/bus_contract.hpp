#pragma once
#include "chat/ports/bus_contract_words.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <vector>

/// What every Bus must keep, as tests, on a bus that is well. An adapter runs them with
/// INSTANTIATE_TYPED_TEST_SUITE_P(Its, BusContract, Bench), where Bench has `Bus& here()` and `Bus& there()`: the ways
/// of two nodes into one bus, of which each test has one of its own; with a bus within one process, the same.
namespace chat::contract {

TYPED_TEST_SUITE_P(BusContract);

TYPED_TEST_P(BusContract, TellsNewsOfEveryKindAsItWasSaid) {
  this->tune_in(lobby);
  this->tune_in(VisitorNumber{7});
  const std::vector<News> all{Hint{lobby,
                                   {3},
                                   {protocol::Said{lobby, {2}, 5, somebody(), "\"hi\"\n小鳥", Seq{1}, {}, {}},
                                    protocol::Renamed{lobby, {3}, 6, somebody("Anna"), "Ann"}}},
                              Roster{lobby, 2, {somebody(), {{"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}, "Bob"}}},
                              RosterWanted{lobby},
                              AloneIn{lobby, {sign_of(garden_room), 0, 4'294'967'295}},
                              Writes{lobby, somebody()},
                              ForPerson{7, protocol::ReadElsewhere{lobby, {3}}},
                              ForPerson{7, protocol::MembershipElsewhere{garden_room, true}}};
  for (const auto& news : all) {
    this->say(news);
    EXPECT_EQ(this->there.up_to(news).back(), (Heard{this->here.node(), news}));
  }
  EXPECT_EQ(this->there.heard().size(), all.size());
}

TYPED_TEST_P(BusContract, TellsEveryoneButWhoSaysIt) {
  Ear beside_here{"beside here"}, beside_there{"beside there"};
  this->bench.here().listen(beside_here);
  this->bench.there().listen(beside_there);
  this->bench.here().want(lobby);
  this->tune_in(lobby);
  beside_here.forget_all();
  beside_there.forget_all();
  this->say(hint(1));
  for (auto* ear : {&beside_here, &beside_there, &this->there}) ear->up_to(hint(1));
  // What comes the other way shows that nothing of the former is still to come.
  ASSERT_TRUE(eventually([&] {
    this->bench.there().publish(hint(2), this->there);
    return this->here.has_heard(hint(2));
  }));
  EXPECT_FALSE(this->here.has_heard(hint(1)));
  this->bench.here().forget(beside_here);
  this->bench.there().forget(beside_there);
}

TYPED_TEST_P(BusContract, TellsOnceHoweverOftenItIsWanted) {
  for (int i = 0; i < 3; ++i) this->bench.there().want(lobby);
  this->tune_in(lobby);
  for (std::uint64_t seq = 1; seq <= 5; ++seq) this->say(hint(seq));
  EXPECT_EQ(this->there.up_to(hint(5)).size(), 5);
}

TYPED_TEST_P(BusContract, TellsAgainWhatIsWantedAgain) {
  this->tune_in(lobby);
  this->bench.there().want_no_more(lobby);
  this->bench.there().want_no_more(lobby);
  this->bench.there().want_no_more(garden_room);
  this->tune_in(lobby);
  this->say(hint(1));
  EXPECT_EQ(this->there.up_to(hint(1)).size(), 1);
}

TYPED_TEST_P(BusContract, TellsOfManyTopicsAtOnce) {
  const auto room = [](int number) { return RoomName{"room" + std::to_string(number)}; };
  for (int i = 0; i < 200; ++i) this->bench.there().want(room(i));
  this->tune_in(room(200));
  for (int i = 0; i <= 200; ++i) this->say(hint(1, room(i)));
  this->there.once([&](const auto& heard) { return heard.size() == 201; });
}

TYPED_TEST_P(BusContract, TellsAHintHoweverLongItIs) {
  this->tune_in(lobby);
  for (const std::size_t facts : {1, 3, 4, 5, 10, 100, 600}) {
    Hint said{lobby, {facts}, {}};
    for (std::size_t i = 1; i <= facts; ++i)
      said.facts.emplace_back(
          protocol::Said{lobby, {i}, 5, somebody(), std::string(longest_text_bytes, 'x'), {}, {}, {}});
    this->say(said);
    const auto heard = this->there.once([&](const auto& all) {
      const auto* last = all.empty() ? nullptr : std::get_if<Hint>(&all.back().news);
      return last && last->seq.value == facts;
    });
    const auto& hint = std::get<Hint>(heard.back().news);
    EXPECT_TRUE(hint.facts.empty() || hint.facts == said.facts);
  }
}

TYPED_TEST_P(BusContract, TellsALongRosterWhole) {
  this->tune_in(lobby);
  Roster roster{lobby, 1'000'000, {}};
  for (std::size_t i = 0; i < protocol::most_people_named; ++i)
    roster.people.push_back({random_user_id(), std::string(longest_name_bytes, 'x')});
  this->say(roster);
  this->there.up_to(roster);
}

TYPED_TEST_P(BusContract, TellsNobodyWhoWasForgotten) {
  this->tune_in(lobby);
  std::atomic<bool> enough = false;
  std::jthread speaking{[&] {
    for (std::uint64_t seq = 1; !enough; ++seq) {
      this->say(hint(seq));
      std::this_thread::yield();
    }
  }};
  Ear stays{"stays"};
  this->bench.there().listen(stays);
  this->there.once([](const auto& heard) { return heard.size() >= 20; });
  this->bench.there().forget(this->there);
  const auto heard = this->there.heard().size();
  const auto others = stays.heard().size();
  stays.once([&](const auto& all) { return all.size() >= others + 20; });
  EXPECT_EQ(this->there.heard().size(), heard);
  enough = true;
  speaking.join();
  this->bench.there().forget(stays);
}

TYPED_TEST_P(BusContract, MayBeSpokenToByAllThreadsAtOnce) {
  this->tune_in(lobby);
  constexpr std::uint64_t threads = 4, each = 100;
  {
    std::vector<std::jthread> speaking;
    for (std::uint64_t thread = 0; thread < threads; ++thread)
      speaking.emplace_back([&, thread] {
        for (std::uint64_t i = 1; i <= each; ++i) {
          this->say(hint(thread * each + i));
          this->bench.there().want(RoomName{"room" + std::to_string(thread)});
          this->bench.there().want_no_more(RoomName{"room" + std::to_string(thread)});
        }
      });
  }
  const auto heard = this->there.once([](const auto& all) { return all.size() >= threads * each; });
  std::set<std::uint64_t> seqs;
  for (const auto& one : heard) seqs.insert(std::get<Hint>(one.news).seq.value);
  EXPECT_EQ(seqs.size(), threads * each);
  EXPECT_EQ(heard.size(), threads * each);
}

TYPED_TEST_P(BusContract, TellsOfALaterLifeWhereAnEarlierOneWasHeard) {
  this->tune_in(lobby);
  this->bench.here().forget(this->here);
  Ear again{"here", 2};
  this->bench.here().listen(again);
  this->bench.here().publish(hint(1), again);
  EXPECT_EQ(this->there.up_to(hint(1)).back().from, (NodeId{"here", 2}));
  this->bench.here().forget(again);
}

REGISTER_TYPED_TEST_SUITE_P(BusContract, TellsNewsOfEveryKindAsItWasSaid, TellsEveryoneButWhoSaysIt,
                            TellsOnceHoweverOftenItIsWanted, TellsAgainWhatIsWantedAgain, TellsOfManyTopicsAtOnce,
                            TellsAHintHoweverLongItIs, TellsALongRosterWhole, TellsNobodyWhoWasForgotten,
                            MayBeSpokenToByAllThreadsAtOnce, TellsOfALaterLifeWhereAnEarlierOneWasHeard);

}  // namespace chat::contract
