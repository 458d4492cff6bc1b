#pragma once
#include "adapters/log_postgres/epochs.hpp"
#include "adapters/postgres/connection.hpp"
#include "chat/ports/log.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace adapters::postgres {

/// What the log gives to read, on the loop of its connection. Every answer is one statement, and so of one moment; a
/// page that was asked for with `around` is two.
class Reading {
 public:
  /// Both outlive it.
  Reading(Connection& connection, const Epochs& epochs) : connection_(connection), epochs_(epochs) {}

  kotori::Task<kotori::Result<chat::Page>> page(chat::PageRequest request);
  kotori::Task<kotori::Result<std::optional<chat::RoomRecord>>> room(chat::RoomName name);
  kotori::Task<kotori::Result<chat::RoomsPage>> rooms(chat::RoomsRequest request);
  kotori::Task<kotori::Result<std::vector<chat::Seq>>> heads(std::vector<chat::RoomName> rooms);

 private:
  struct Range {
    bool upwards;
    std::int64_t above, below;
    std::size_t limit;
    std::size_t most_bytes;
  };
  struct Part {
    std::vector<chat::protocol::Fact> facts;
    bool more = false;
  };
  kotori::Task<kotori::Result<Part>> part(const chat::PageRequest& request, Range range);
  kotori::Task<kotori::Result<chat::Page>> around(const chat::PageRequest& request);
  kotori::Task<kotori::Result<Rows>> ask(const Statement& statement, Parameters parameters);

  Connection& connection_;
  const Epochs& epochs_;
};

}  // namespace adapters::postgres
