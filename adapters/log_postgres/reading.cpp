#include "adapters/log_postgres/reading.hpp"

#include "adapters/log_postgres/page_query.hpp"
#include "adapters/log_rows/fact_row.hpp"
#include "kotori/base/log.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string_view>
#include <utility>

namespace adapters::postgres {
namespace {

constexpr auto beyond_all = std::numeric_limits<std::int64_t>::max();

constexpr Statement room_record{"room",
                                "SELECT rooms.head, rooms.topic, rooms.closed, people.id FROM rooms"
                                " LEFT JOIN members ON members.room = rooms.id"
                                " LEFT JOIN people ON people.number = members.person WHERE rooms.name = $1"};
constexpr Statement open_rooms{"open_rooms",
                               "SELECT name, topic, (SELECT count(*) FROM members WHERE room = rooms.id) FROM rooms"
                               " WHERE NOT closed AND name > $1 ORDER BY name LIMIT $2"};
constexpr Statement heads_of{"heads",
                             "SELECT coalesce(head, 0) FROM unnest($1) WITH ORDINALITY AS asked(name, place)"
                             " LEFT JOIN rooms ON rooms.name = asked.name ORDER BY place"};

std::unexpected<kotori::Error> unavailable() {
  return std::unexpected(kotori::Error{kotori::ErrorCode::unavailable, "the history cannot be read now", {}});
}

}  // namespace

kotori::Task<kotori::Result<Rows>> Reading::ask(const Statement& statement, Parameters parameters) {
  if (epochs_.changed()) co_return unavailable();
  auto answer = co_await connection_.query(statement, std::move(parameters));
  if (answer && !epochs_.changed()) co_return *std::move(answer);
  if (!answer && answer.error().kind == Failure::Kind::refused)
    kotori::log::error("log cannot read", {{"why", answer.error().message}, {"code", answer.error().sqlstate}});
  co_return unavailable();
}

kotori::Task<kotori::Result<chat::Page>> Reading::page(chat::PageRequest request) {
  if (request.around) co_return co_await around(request);
  auto found = co_await part(request, {.upwards = request.after.has_value(),
                                       .above = request.after ? number_of(*request.after) : 0,
                                       .below = request.before ? number_of(*request.before) : beyond_all,
                                       .limit = request.limit,
                                       .most_bytes = largest_page_bytes});
  if (!found) co_return std::unexpected(found.error());
  if (!request.after) std::ranges::reverse(found->facts);
  co_return chat::Page{.facts = std::move(found->facts), .more = found->more};
}

// Half of the page is before the seq, rounded down, and the rest from it on.
kotori::Task<kotori::Result<chat::Page>> Reading::around(const chat::PageRequest& request) {
  const auto middle = number_of(*request.around);
  const auto half = request.limit / 2;
  auto older = co_await part(request, {false, 0, middle, half, largest_page_bytes / 2});
  if (!older) co_return std::unexpected(older.error());
  auto newer = co_await part(request, {true, middle - 1, beyond_all, request.limit - half, largest_page_bytes / 2});
  if (!newer) co_return std::unexpected(newer.error());
  std::ranges::reverse(older->facts);
  std::ranges::move(newer->facts, std::back_inserter(older->facts));
  co_return chat::Page{.facts = std::move(older->facts), .more = older->more, .newer = newer->more};
}

kotori::Task<kotori::Result<Reading::Part>> Reading::part(const chat::PageRequest& request, Range range) {
  // One more than asked for says whether there is more.
  Parameters parameters;
  parameters.add(request.room.value).add(range.above).add(range.below);
  parameters.add(static_cast<std::int64_t>(range.limit) + 1).add(static_cast<std::int64_t>(range.most_bytes));
  if (request.thread) parameters.add(number_of(*request.thread));
  const auto rows = co_await ask(page_query(range.upwards, request.thread.has_value()), std::move(parameters));
  if (!rows) co_return std::unexpected(rows.error());
  Part part;
  try {
    std::size_t bytes = 0;
    for (std::size_t row = 0; row < rows->size(); ++row) {
      part.more = part.facts.size() == range.limit || bytes >= range.most_bytes;
      if (part.more) break;
      bytes += bytes_in(*rows, row);
      part.facts.push_back(fact_in(*rows, row, request.room));
    }
  } catch (const std::runtime_error& failure) {
    kotori::log::error("log cannot read", {{"why", failure.what()}});
    co_return unavailable();
  }
  co_return part;
}

kotori::Task<kotori::Result<std::optional<chat::RoomRecord>>> Reading::room(chat::RoomName name) {
  const auto rows = co_await ask(room_record, std::move(Parameters{}.add(name.value)));
  if (!rows) co_return std::unexpected(rows.error());
  if (rows->size() == 0) co_return std::optional<chat::RoomRecord>{};
  chat::RoomRecord record{
      .head = seq_of(rows->integer(0, 0)), .topic = rows->text(0, 1), .closed = rows->truth(0, 2), .members = {}};
  for (std::size_t row = 0; row < rows->size(); ++row)
    if (!rows->is_null(row, 3)) record.members.insert(rows->text(row, 3));
  co_return record;
}

kotori::Task<kotori::Result<chat::RoomsPage>> Reading::rooms(chat::RoomsRequest request) {
  const std::string_view after = request.after ? std::string_view{request.after->value} : std::string_view{};
  const auto limit = static_cast<std::int64_t>(request.limit) + 1;
  const auto rows = co_await ask(open_rooms, std::move(Parameters{}.add(after).add(limit)));
  if (!rows) co_return std::unexpected(rows.error());
  chat::RoomsPage page{.rooms = {}, .more = rows->size() > request.limit};
  for (std::size_t row = 0; row < std::min(rows->size(), request.limit); ++row)
    page.rooms.push_back({{rows->text(row, 0)}, rows->text(row, 1), static_cast<std::uint64_t>(rows->integer(row, 2))});
  co_return page;
}

kotori::Task<kotori::Result<std::vector<chat::Seq>>> Reading::heads(std::vector<chat::RoomName> rooms) {
  std::vector<std::string_view> names;
  names.reserve(rooms.size());
  for (const auto& room : rooms) names.emplace_back(room.value);
  const auto found = co_await ask(heads_of, std::move(Parameters{}.add(names)));
  if (!found) co_return std::unexpected(found.error());
  std::vector<chat::Seq> heads;
  heads.reserve(found->size());
  for (std::size_t row = 0; row < found->size(); ++row) heads.push_back(seq_of(found->integer(row, 0)));
  co_return heads;
}

}  // namespace adapters::postgres
