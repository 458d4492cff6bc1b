#pragma once
#include "adapters/postgres/connection.hpp"
#include "chat/ports/nodes.hpp"
#include "kotori/base/clock.hpp"

namespace adapters::postgres {

/// The nodes that serve a log, in a table beside it, by the database's clock. On the loop of its connection, which
/// outlives it.
class NodesTable {
 public:
  NodesTable(Connection& connection, kotori::Duration lease) : connection_(connection), lease_(lease) {}

  kotori::Task<kotori::Result<chat::NodeId>> enter(std::string name);
  kotori::Task<kotori::Result<std::vector<chat::NodeId>>> renew(chat::NodeId self);
  kotori::Task<kotori::Result<void>> leave(chat::NodeId self);

 private:
  Connection& connection_;
  const kotori::Duration lease_;
};

}  // namespace adapters::postgres
