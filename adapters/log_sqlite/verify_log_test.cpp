#include "adapters/log_sqlite/sqlite_log.hpp"
#include "adapters/log_sqlite/test_directory.hpp"
#include "adapters/log_sqlite/verify.hpp"
#include "chat/model/name.hpp"
#include "kotori/async/simulation.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <variant>
#include <vector>

/// What the log keeps is what verify, which shares no code with it, works out.
namespace adapters {
namespace {

using chat::Precondition;

/// Does anything that the rules allow, and much that they do not.
class Somebody {
 public:
  explicit Somebody(unsigned seed) : random_(seed) {}

  chat::Intent wants() {
    const chat::UserId user{std::string(32, static_cast<char>('a' + any(5)))};
    const chat::Origin by{user, {"d"}, {std::to_string(next_++)}};
    const auto room = any(3) == 0 ? chat::lobby : chat::RoomName{fmt::format("room{}", any(4))};
    const chat::Seq message{any(60) + 1};
    const std::string emoji{static_cast<char>('A' + any(4))};
    const auto on_message = [&](chat::What what, bool own = false) {
      return chat::Intent{room,
                          by,
                          std::move(what),
                          {Precondition::room_open, Precondition::member,
                           own ? Precondition::own_message : Precondition::message_there}};
    };
    const auto in_room = [&](chat::What what) {
      return chat::Intent{room, by, std::move(what), {Precondition::room_open}};
    };
    switch (any(16)) {
      case 0: return {room, by, chat::Open{room.value, "topic"}, {Precondition::room_new}};
      case 1: return is_lobby(room) ? wants() : in_room(chat::Join{});
      case 2: return is_lobby(room) || any(3) ? wants() : in_room(chat::Leave{});
      case 3: return in_room(chat::SetTopic{std::to_string(any(3))});
      case 4: return is_lobby(room) || any(200) ? wants() : in_room(chat::Close{});
      case 5:
        return {chat::lobby,
                by,
                chat::NewName{*chat::make_name(fmt::format("Ann {}", any(20)), 0)},
                {Precondition::name_free}};
      case 6: return on_message(chat::Edit{message, "edited"}, true);
      case 7: return on_message(chat::Delete{message}, true);
      case 8:
      case 9: return on_message(chat::React{message, emoji});
      case 10: return on_message(chat::Unreact{message, emoji});
      case 11: return on_message(chat::Pin{message});
      case 12: return on_message(chat::Unpin{message});
      case 13: return on_message(chat::NewText{"a reply", message});
      default: return {room, by, chat::NewText{"hi", {}}, {Precondition::room_open, Precondition::member}};
    }
  }

 private:
  std::uint64_t any(std::uint64_t below) { return random_() % below; }
  static bool is_lobby(const chat::RoomName& room) { return room == chat::lobby; }

  std::mt19937 random_;
  std::uint64_t next_ = 0;
};

}  // namespace

TEST(WhatTheLogKeeps, IsWhatVerifyWorksOut) {
  const TestDirectory directory;
  std::uint64_t kept = 0;
  {
    kotori::Simulation simulation;
    SqliteLog log{directory.path() / "data", simulation.worker(), simulation.worker()};
    for (char who = 'a'; who < 'f'; ++who) ASSERT_TRUE(simulation.run(log.admit({std::string(32, who)})));
    Somebody somebody{1};
    for (int i = 0; i < 3'000; ++i)
      if (std::holds_alternative<chat::Stored>(simulation.run(log.append(somebody.wants())))) ++kept;
    std::vector<chat::ReadMark> marks;
    for (char who = 'a'; who < 'f'; ++who) marks.push_back({{std::string(32, who)}, chat::lobby, {1'000'000}});
    ASSERT_TRUE(simulation.run(log.keep_read(marks)));
  }
  std::vector<std::string> damages;
  const auto verdict =
      verify(directory.path() / "data" / "kotori.db", [&](const std::string& line) { damages.push_back(line); });
  EXPECT_THAT(damages, testing::IsEmpty());
  EXPECT_EQ(verdict.facts, kept);
  EXPECT_GT(kept, 500U);
}

}  // namespace adapters
