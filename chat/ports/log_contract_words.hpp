#pragma once
#include "chat/model/name.hpp"
#include "chat/ports/log.hpp"
#include "kotori/async/task_group.hpp"

#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The words in which log_contract.hpp is written.
namespace chat::contract {

inline const RoomName room = lobby;
inline const RoomName garden{"garden"};
inline const UserId ann{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
inline const UserId bob{"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"};

using Seqs = std::vector<std::uint64_t>;

inline Intent intent(const UserId& user, std::string client_id, What what, RoomName where = room,
                     std::vector<Precondition> only_if = {}) {
  return {std::move(where), {user, {"phone"}, {std::move(client_id)}}, std::move(what), std::move(only_if)};
}

inline Intent text(const UserId& user, std::string client_id, std::string said = "hi", RoomName where = room) {
  return intent(user, std::move(client_id), NewText{std::move(said), {}}, std::move(where));
}

inline Intent reply(const UserId& user, std::string client_id, Seq to) {
  return intent(user, std::move(client_id), NewText{"a reply", to});
}

inline Intent name(const UserId& user, std::string client_id, const std::string& wanted) {
  return intent(user, std::move(client_id), NewName{make_name(wanted, 99).value()}, room, {Precondition::name_free});
}

inline Intent open(const UserId& user, std::string client_id, const RoomName& opened, std::string topic = {}) {
  return intent(user, std::move(client_id), Open{opened.value, std::move(topic)}, opened, {Precondition::room_new});
}

/// Ann and Bob have come, and nobody has said anything.
template <class Bench> class LogContract : public testing::Test {
 protected:
  void SetUp() override {
    admit(ann);
    admit(bob);
  }
  Log& log() { return bench.log(); }

  Outcome append(Intent asked) { return bench.run(log().append(std::move(asked))); }
  Admission admit(const UserId& user) { return bench.run(log().admit(user)).value(); }
  Page read(PageRequest request) { return bench.run(log().read(std::move(request))).value(); }
  std::optional<RoomRecord> record(RoomName where) { return bench.run(log().room(std::move(where))).value(); }
  RoomsPage rooms(RoomsRequest request) { return bench.run(log().rooms(std::move(request))).value(); }
  void keep_read(std::vector<ReadMark> marks) { EXPECT_TRUE(bench.run(log().keep_read(std::move(marks))).has_value()); }

  /// What is stored of an intent that must be.
  protocol::Fact kept(Intent asked) { return std::get<Stored>(append(std::move(asked))).fact; }
  /// A command that must be new.
  std::string next_id() { return "command-" + std::to_string(++commands_); }
  Outcome does(const UserId& user, What what, RoomName where = room, std::vector<Precondition> only_if = {}) {
    return append(intent(user, next_id(), std::move(what), std::move(where), std::move(only_if)));
  }
  /// The seq of a message that is said now.
  Seq say(const UserId& user, std::string said = "hi", std::optional<Seq> reply_to = {}) {
    return protocol::seq_of(kept(intent(user, next_id(), NewText{std::move(said), reply_to})));
  }
  /// A message as it is now.
  protocol::Said message(Seq seq) {
    const auto page = read({.room = room, .after = Seq{seq.value - 1}, .limit = 1});
    return std::get<protocol::Said>(page.facts.at(0));
  }

  /// Begins all of them in one turn, so that they wait together; their outcomes in the order they came.
  std::vector<Outcome> append_together(std::vector<Intent> intents) { return bench.run(all_of(std::move(intents))); }

  static std::uint64_t seq_of(const Outcome& outcome) { return protocol::seq_of(std::get<Stored>(outcome).fact).value; }
  static Seqs seqs(const Page& page) {
    Seqs all;
    for (const auto& fact : page.facts) all.push_back(protocol::seq_of(fact).value);
    return all;
  }

  Bench bench;

 private:
  kotori::Task<std::vector<Outcome>> all_of(std::vector<Intent> intents) {
    std::vector<Outcome> outcomes;
    kotori::TaskGroup group;
    auto one = [&](Intent asked) -> kotori::Task<> { outcomes.push_back(co_await log().append(std::move(asked))); };
    for (auto& each : intents) group.spawn(one(std::move(each)));
    co_await group.join();
    co_return outcomes;
  }

  int commands_ = 0;
};

}  // namespace chat::contract
