#include "adapters/log_postgres/nodes_table.hpp"

#include <chrono>
#include <utility>

namespace adapters::postgres {
namespace {

constexpr Statement enter_node{
    "enter_node",
    "INSERT INTO nodes (name, life, renewed) VALUES ($1, nextval('lives'), clock_timestamp())"
    " ON CONFLICT (name) DO UPDATE SET life = excluded.life, renewed = excluded.renewed"
    " RETURNING life"};
constexpr Statement forget_nodes{"forget_nodes",
                                 "DELETE FROM nodes WHERE renewed < clock_timestamp() - interval '1 day'"};
// A row that is not there any more comes back; a later life keeps its own.
constexpr Statement renew_node{"renew_node",
                               "INSERT INTO nodes AS node (name, life, renewed) VALUES ($1, $2, clock_timestamp())"
                               " ON CONFLICT (name) DO UPDATE SET life = excluded.life, renewed = excluded.renewed"
                               " WHERE node.life <= excluded.life RETURNING life"};
constexpr Statement living_nodes{"living_nodes",
                                 "SELECT name, life FROM nodes WHERE name <> $1"
                                 " AND renewed > clock_timestamp() - $2 * interval '1 millisecond' ORDER BY name"};
constexpr Statement leave_node{"leave_node", "DELETE FROM nodes WHERE name = $1 AND life = $2"};

kotori::Error unavailable() { return {kotori::ErrorCode::unavailable, "the register of nodes is out of reach", {}}; }

}  // namespace

kotori::Task<kotori::Result<chat::NodeId>> NodesTable::enter(std::string name) {
  // Names that nobody has had for long are not kept for ever; a life is never given twice.
  co_await connection_.query(forget_nodes, {});
  const auto rows = co_await connection_.query(enter_node, std::move(Parameters{}.add(name)));
  if (!rows) co_return std::unexpected(unavailable());
  co_return chat::NodeId{std::move(name), static_cast<std::uint64_t>(rows->integer(0, 0))};
}

kotori::Task<kotori::Result<std::vector<chat::NodeId>>> NodesTable::renew(chat::NodeId self) {
  const auto life = static_cast<std::int64_t>(self.life);
  const auto renewed = co_await connection_.query(renew_node, std::move(Parameters{}.add(self.name).add(life)));
  if (!renewed) co_return std::unexpected(unavailable());
  if (renewed->size() == 0)
    co_return std::unexpected(
        kotori::Error{kotori::ErrorCode::conflict, "another process has been started under this node's name", {}});
  const auto lease = std::chrono::duration_cast<std::chrono::milliseconds>(lease_).count();
  const auto living = co_await connection_.query(living_nodes, std::move(Parameters{}.add(self.name).add(lease)));
  if (!living) co_return std::unexpected(unavailable());
  std::vector<chat::NodeId> others;
  others.reserve(living->size());
  for (std::size_t row = 0; row < living->size(); ++row)
    others.push_back({living->text(row, 0), static_cast<std::uint64_t>(living->integer(row, 1))});
  co_return others;
}

kotori::Task<kotori::Result<void>> NodesTable::leave(chat::NodeId self) {
  const auto life = static_cast<std::int64_t>(self.life);
  const auto left = co_await connection_.query(leave_node, std::move(Parameters{}.add(self.name).add(life)));
  if (!left) co_return std::unexpected(unavailable());
  co_return kotori::Result<void>{};
}

}  // namespace adapters::postgres
