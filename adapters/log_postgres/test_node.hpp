#pragma once
#include "adapters/log_postgres/postgres_log.hpp"
#include "adapters/postgres/test_client.hpp"
#include "adapters/postgres/test_server.hpp"

#include <string>
#include <utility>

namespace adapters {

inline const chat::UserId ann{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
inline const chat::UserId bob{"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"};

inline chat::Intent says(const chat::UserId& user, std::string client_id, chat::RoomName room = chat::lobby) {
  return {std::move(room), {user, {"phone"}, {std::move(client_id)}}, chat::NewText{"hi", {}}, {}};
}

/// For tests: one process that serves a log, and a loop on which it asks.
class TestNode {
 public:
  explicit TestNode(const postgres::Settings& database, PostgresLogOptions options = {}) : log_(database.url, options) {
    loops_.start();
  }
  PostgresLog& log() { return log_; }
  kotori::Loop& loop() { return loops_[0]; }
  template <class T> T run(kotori::Task<T> task) { return postgres::run_on(loops_[0], std::move(task)); }

  chat::Outcome append(chat::Intent intent) { return run(log_.append(std::move(intent))); }
  /// Again and again, until it is known to be kept.
  chat::Outcome append_at_last(const chat::Intent& intent) {
    for (;;)
      if (auto outcome = append(intent); !std::holds_alternative<chat::Unavailable>(outcome)) return outcome;
  }
  kotori::Result<chat::Admission> admit(const chat::UserId& user) { return run(log_.admit(user)); }
  kotori::Result<chat::Page> read(chat::PageRequest request) { return run(log_.read(std::move(request))); }

 private:
  kotori::Loops loops_{1};
  PostgresLog log_;
};

/// Until the database says `t`.
inline void wait_until(const postgres::Settings& database, const std::string& condition) {
  postgres::Session session{database};
  while (!session.run("SELECT " + condition).truth(0, 0)) {
  }
}

}  // namespace adapters
