#pragma once
#include "adapters/log_postgres/arrival.hpp"
#include "adapters/log_postgres/kept_tables.hpp"
#include "adapters/log_sqlite/departure.hpp"
#include "adapters/log_sqlite/test_backups.hpp"
#include "adapters/postgres/test_server.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <string_view>

namespace adapters {

inline const std::string test_key(32, 'k');

/// A chat with a little of everything, and an empty PostgreSQL database.
struct Moving : Backups {
  /// What is wrong with it.
  Lines move(std::optional<std::string_view> key = test_key) {
    Departure source{data};
    Arrival target{there.url, source.tables()};
    target.copy(key, [](std::uint64_t) {});
    Lines lines;
    const auto verdict = target.verify([&](const std::string& line) { lines.push_back(line); });
    EXPECT_EQ(verdict.damages, lines.size());
    if (lines.empty()) EXPECT_EQ(target.commit(), Arrival::Outcome::kept);
    return lines;
  }
  std::string asked(const std::string& sql) const { return postgres::Session{there}.run(sql).text(0, 0); }
  void change_here(const char* sql) const {
    Database{database, Database::Role::writer}.run(("PRAGMA foreign_keys = OFF;" + std::string{sql}).c_str());
  }

  postgres::Settings there = postgres::TestServer::shared().new_database();
};

}  // namespace adapters
