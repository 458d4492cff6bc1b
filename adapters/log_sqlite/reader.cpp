#include "adapters/log_sqlite/reader.hpp"

#include "adapters/log_rows/fact_row.hpp"
#include "adapters/log_sqlite/page_query.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace adapters::sqlite {
namespace {

constexpr auto beyond_all = std::numeric_limits<std::int64_t>::max();

// Both halves of a page that was asked for with `around` are of one moment.
class Moment {
 public:
  Moment(Statement& begin, Statement& end) : end_(end) { begin.run(); }
  ~Moment() {
    try {
      end_.run();
    } catch (const DatabaseError&) {
      // It has ended by itself.
    }
  }
  Moment(const Moment&) = delete;
  Moment& operator=(const Moment&) = delete;

 private:
  Statement& end_;
};

}  // namespace

Reader::Reader(const std::filesystem::path& file)
    : database_(file, Database::Role::reader),
      upwards_{{database_, page_query(Direction::upwards, Of::room)},
               {database_, page_query(Direction::upwards, Of::thread)}},
      downwards_{{database_, page_query(Direction::downwards, Of::room)},
                 {database_, page_query(Direction::downwards, Of::thread)}},
      room_(database_, "SELECT id, head, topic, closed FROM rooms WHERE name = ?"),
      head_(database_, "SELECT head FROM rooms WHERE name = ?"),
      members_(database_,
               "SELECT people.id FROM members CROSS JOIN people ON people.number = person WHERE members.room = ?"),
      rooms_(database_,
             "SELECT name, topic, (SELECT count(*) FROM members WHERE room = rooms.id) FROM rooms "
             "WHERE closed = 0 AND name > ? ORDER BY name LIMIT ?"),
      begin_(database_, "BEGIN"),
      end_(database_, "COMMIT") {}

chat::Page Reader::page(const chat::PageRequest& request) {
  if (request.around) return around(request);
  const Range range{.above = request.after ? number_of(*request.after) : 0,
                    .below = request.before ? number_of(*request.before) : beyond_all,
                    .limit = request.limit,
                    .most_bytes = largest_page_bytes};
  auto found = part(request.after ? upwards_ : downwards_, request, range);
  if (!request.after) std::ranges::reverse(found.facts);
  return {.facts = std::move(found.facts), .more = found.more};
}

// Half of the page is before the seq, rounded down, and the rest from it on.
chat::Page Reader::around(const chat::PageRequest& request) {
  const Moment moment{begin_, end_};
  const auto middle = number_of(*request.around);
  const auto half = request.limit / 2;
  auto older = part(downwards_, request, {0, middle, half, largest_page_bytes / 2});
  auto newer = part(upwards_, request, {middle - 1, beyond_all, request.limit - half, largest_page_bytes / 2});
  std::ranges::reverse(older.facts);
  std::ranges::move(newer.facts, std::back_inserter(older.facts));
  return {.facts = std::move(older.facts), .more = older.more, .newer = newer.more};
}

Reader::Part Reader::part(Directed& direction, const chat::PageRequest& request, Range range) {
  const auto& room = request.room.value;
  // One more than asked for says whether there is more.
  const auto limit = static_cast<std::int64_t>(range.limit) + 1;
  auto rows = request.thread
                  ? direction.of_thread.rows(room, range.above, range.below, limit, number_of(*request.thread))
                  : direction.all.rows(room, range.above, range.below, limit);
  Part part;
  for (std::size_t bytes = 0; rows.next();) {
    part.more = part.facts.size() == range.limit || bytes >= range.most_bytes;
    if (part.more) break;
    bytes += bytes_in(rows);
    part.facts.push_back(fact_in(rows, request.room));
  }
  return part;
}

std::optional<chat::RoomRecord> Reader::room(const chat::RoomName& name) {
  const Moment moment{begin_, end_};
  auto rows = room_.rows(name.value);
  if (!rows.next()) return {};
  chat::RoomRecord record{
      .head = seq_of(rows.integer(1)), .topic = rows.text(2), .closed = rows.integer(3) != 0, .members = {}};
  for (auto members = members_.rows(rows.integer(0)); members.next();) record.members.insert(members.text(0));
  return record;
}

chat::RoomsPage Reader::rooms(const chat::RoomsRequest& request) {
  const std::string after = request.after ? request.after->value : std::string{};
  chat::RoomsPage page;
  for (auto rows = rooms_.rows(after, static_cast<std::int64_t>(request.limit) + 1); rows.next();) {
    page.more = page.rooms.size() == request.limit;
    if (page.more) break;
    page.rooms.push_back({{rows.text(0)}, rows.text(1), static_cast<std::uint64_t>(rows.integer(2))});
  }
  return page;
}

std::vector<chat::Seq> Reader::heads(const std::vector<chat::RoomName>& rooms) {
  std::vector<chat::Seq> heads;
  heads.reserve(rooms.size());
  for (const auto& room : rooms) {
    auto rows = head_.rows(room.value);
    heads.push_back(rows.next() ? seq_of(rows.integer(0)) : chat::Seq{});
  }
  return heads;
}

Readers::Readers(std::filesystem::path file, ReadGate& gate) : file_(std::move(file)), gate_(gate) {}

std::unique_ptr<Reader> Readers::take() {
  {
    const std::lock_guard lock{mutex_};
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  return std::make_unique<Reader>(file_);
}

void Readers::put_back(std::unique_ptr<Reader> reader) {
  const std::lock_guard lock{mutex_};
  idle_.push_back(std::move(reader));
}

}  // namespace adapters::sqlite
