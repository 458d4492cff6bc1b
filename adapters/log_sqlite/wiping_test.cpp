#include "adapters/log_sqlite/sqlite_log.hpp"
#include "adapters/log_sqlite/test_directory.hpp"
#include "adapters/sqlite/database.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What was deleted is nowhere in the files of the data directory.
namespace adapters {
namespace {

using sqlite::Database;
using sqlite::Statement;

const chat::UserId ann{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

std::string bytes_of_all_files(const std::filesystem::path& directory) {
  std::string bytes;
  for (const auto& file : std::filesystem::directory_iterator{directory}) {
    std::ifstream stream{file.path(), std::ios::binary};
    bytes.append(std::istreambuf_iterator<char>{stream}, {});
  }
  return bytes;
}

bool is_anywhere(const std::filesystem::path& directory, const std::string& text) {
  return bytes_of_all_files(directory).find(text) != std::string::npos;
}

/// All numbers that follow the word "secret" anywhere.
std::set<std::string> secrets_in(const std::filesystem::path& directory) {
  constexpr std::string_view word = "secret";
  constexpr std::size_t digits = 6;
  const auto bytes = bytes_of_all_files(directory);
  std::set<std::string> secrets;
  for (auto at = bytes.find(word); at != std::string::npos; at = bytes.find(word, at + 1))
    secrets.insert(bytes.substr(at + word.size(), digits));
  return secrets;
}

struct Wiping : testing::Test {
  Wiping() { simulation.run(log.admit(ann)).value(); }

  /// The seqs of what these become, all in one transaction.
  std::vector<chat::Seq> append(std::vector<chat::What> all) {
    std::vector<chat::Seq> seqs;
    kotori::TaskGroup group;
    auto one = [&](chat::Intent intent) -> kotori::Task<> {
      const auto outcome = co_await log.append(std::move(intent));
      seqs.push_back(chat::protocol::seq_of(std::get<chat::Stored>(outcome).fact));
    };
    simulation.run_on(simulation.loop(), [&] {
      for (auto& what : all)
        group.spawn(one({chat::lobby, {ann, {"phone"}, {std::to_string(++commands)}}, std::move(what), {}}));
    });
    return seqs;
  }
  chat::Seq say(std::string text) { return append({chat::NewText{std::move(text), {}}}).at(0); }
  bool is_anywhere(const std::string& text) { return adapters::is_anywhere(data, text); }

  TestDirectory directory;
  std::filesystem::path data = directory.path() / "data";
  kotori::Simulation simulation;
  SqliteLog log{data, simulation.worker(), simulation.worker()};
  int commands = 0;
};

}  // namespace

TEST_F(Wiping, LeavesNothingOfADeletedMessageAndItsEdits) {
  const auto seq = say("the first secret");
  append({chat::Edit{seq, "the second secret"}, chat::Edit{seq, std::string(9'000, '.') + "the third secret"}});
  EXPECT_TRUE(is_anywhere("the first secret"));
  EXPECT_TRUE(is_anywhere("the third secret"));
  append({chat::Delete{seq}});
  EXPECT_FALSE(is_anywhere("the first secret"));
  EXPECT_FALSE(is_anywhere("the second secret"));
  EXPECT_FALSE(is_anywhere("the third secret"));
}

TEST_F(Wiping, LeavesNothingOfVeryManyOfAllSizes) {
  std::mt19937 random{7};
  const auto text_of = [&](std::size_t number) {
    const auto secret = "secret" + std::to_string(100'000 + number);
    std::string text = secret;
    for (auto times = random() % 3 == 0 ? random() % 300 : random() % 3; times > 0; --times) text += secret;
    return text;
  };
  constexpr std::size_t messages = 600;
  std::vector<chat::Seq> seqs;
  for (std::size_t said = 0; said < messages;) {
    std::vector<chat::What> group;
    for (int i = 0; i < 50; ++i) group.emplace_back(chat::NewText{text_of(said++), {}});
    const auto more = append(std::move(group));
    seqs.insert(seqs.end(), more.begin(), more.end());
    std::vector<chat::What> edits;
    for (int i = 0; i < 20; ++i) {
      const auto which = random() % said;
      edits.emplace_back(chat::Edit{seqs[which], text_of(which)});
    }
    append(std::move(edits));
  }
  std::vector<chat::What> deletions;
  for (std::size_t i = 0; i < messages; i += 2) deletions.emplace_back(chat::Delete{seqs[i]});
  append(std::move(deletions));
  std::set<std::string> kept;
  for (std::size_t i = 1; i < messages; i += 2) kept.insert(std::to_string(100'000 + i));
  EXPECT_EQ(secrets_in(data), kept);
}

TEST_F(Wiping, WaitsForAReaderOfAnotherProcessAndIsNotForgotten) {
  const auto seq = say("the secret");
  {
    Database reader{data / "kotori.db", Database::Role::reader};
    reader.run("BEGIN");
    EXPECT_TRUE(Statement(reader, "SELECT head FROM rooms").number());
    append({chat::Delete{seq}});
    EXPECT_TRUE(is_anywhere("the secret"));
    EXPECT_EQ(say("meanwhile"), chat::Seq{3});
  }
  simulation.run(log.admit(ann)).value();
  EXPECT_FALSE(is_anywhere("the secret"));
}

TEST_F(Wiping, IsMadeUpForWhenTheLogIsOpenedAgain) {
  const TestDirectory second;
  const auto copy = second.path() / "data";
  const auto seq = say("the secret");
  {
    Database reader{data / "kotori.db", Database::Role::reader};
    reader.run("BEGIN");
    EXPECT_TRUE(Statement(reader, "SELECT head FROM rooms").number());
    append({chat::Delete{seq}});
    // As a crash leaves them.
    std::filesystem::copy(data, copy);
  }
  EXPECT_TRUE(adapters::is_anywhere(copy, "the secret"));
  const SqliteLog again{copy, simulation.worker(), simulation.worker()};
  EXPECT_FALSE(adapters::is_anywhere(copy, "the secret"));
}

TEST(WhatIsOnlyEmptied, IsSeenToStayInTheFile) {
  const TestDirectory directory;
  const auto file = directory.path() / "kotori.db";
  std::ofstream{file};
  Database database{file, Database::Role::writer};
  database.run("PRAGMA secure_delete = OFF; CREATE TABLE facts (seq INTEGER PRIMARY KEY, body TEXT)");
  Statement say{database, "INSERT INTO facts (body) VALUES (?)"};
  for (int i = 0; i < 100; ++i) {
    const auto text = "secret" + std::to_string(100'000 + i);
    say.run(text);
  }
  database.run("UPDATE facts SET body = ''");
  EXPECT_TRUE(database.truncate_wal());
  EXPECT_FALSE(secrets_in(directory.path()).empty());
}

}  // namespace adapters
