#include "adapters/log_sqlite/reader.hpp"

#include "adapters/log_sqlite/fact_kind.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace adapters::sqlite {
namespace {

using chat::protocol::Fact;

// A page ends early when its texts are this large: it goes out in one piece, and JSON may write a byte as six.
constexpr std::size_t largest_page_bytes = 128 * 1024;

constexpr std::string_view newest_first =
    "SELECT seq, kind, at, people.id, facts.name, body FROM facts JOIN people ON people.number = author "
    "WHERE room = (SELECT id FROM rooms WHERE name = ?) AND seq < ? ORDER BY seq DESC LIMIT ?";
constexpr std::string_view oldest_first =
    "SELECT seq, kind, at, people.id, facts.name, body FROM facts JOIN people ON people.number = author "
    "WHERE room = (SELECT id FROM rooms WHERE name = ?) AND seq > ? ORDER BY seq LIMIT ?";

// Seqs come from clients; SQLite's integers are signed.
std::int64_t clamped(chat::Seq seq) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  return seq.value > static_cast<std::uint64_t>(most) ? most : static_cast<std::int64_t>(seq.value);
}

Fact fact_of(const Rows& rows, const chat::RoomName& room) {
  const chat::Seq seq{static_cast<std::uint64_t>(rows.integer(0))};
  const auto at = rows.integer(2);
  chat::Person person{{rows.text(3)}, rows.text(4)};
  switch (static_cast<FactKind>(rows.integer(1))) {
    case FactKind::said: return chat::protocol::Said{room, seq, at, std::move(person), rows.text(5)};
    case FactKind::renamed: return chat::protocol::Renamed{room, seq, at, std::move(person), rows.text(5)};
  }
  throw DatabaseError("a fact of a kind that this program does not know");
}

}  // namespace

Reader::Reader(const std::filesystem::path& file)
    : database_(file, Database::Role::reader),
      before_(database_, newest_first),
      after_(database_, oldest_first),
      heads_(database_, "SELECT name, head FROM rooms") {}

chat::Page Reader::page(const chat::PageRequest& request) {
  const auto limit = static_cast<std::int64_t>(request.limit);
  const auto from = request.after    ? clamped(*request.after)
                    : request.before ? clamped(*request.before)
                                     : std::numeric_limits<std::int64_t>::max();
  auto& query = request.after ? after_ : before_;
  chat::Page page;
  std::size_t bytes = 0;
  // One more than asked for says whether there is more.
  for (auto rows = query.rows(request.room.value, from, limit + 1); rows.next();) {
    page.more = page.facts.size() == request.limit || bytes >= largest_page_bytes;
    if (page.more) break;
    bytes += rows.text(5).size();
    page.facts.push_back(fact_of(rows, request.room));
  }
  if (!request.after) std::ranges::reverse(page.facts);
  return page;
}

std::vector<chat::Head> Reader::heads() {
  std::vector<chat::Head> heads;
  for (auto rows = heads_.rows(); rows.next();)
    heads.push_back({{rows.text(0)}, {static_cast<std::uint64_t>(rows.integer(1))}});
  return heads;
}

Readers::Readers(std::filesystem::path file) : file_(std::move(file)) {}

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
