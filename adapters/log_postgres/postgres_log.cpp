#include "adapters/log_postgres/postgres_log.hpp"

#include "adapters/log_postgres/identity.hpp"
#include "adapters/log_postgres/nodes_table.hpp"
#include "adapters/log_postgres/reading.hpp"
#include "adapters/log_postgres/schema.hpp"
#include "adapters/log_postgres/visit.hpp"
#include "adapters/log_postgres/writer.hpp"
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace adapters {
namespace {
using namespace postgres;

kotori::Error unavailable(std::string message) { return {kotori::ErrorCode::unavailable, std::move(message), {}}; }

/// What is found out before anything is asked of the log.
struct Beginning {
  chat::Epoch epoch;
  std::string key;
};

std::string bytes_of(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string{digits.substr(i, 2)}, nullptr, 16));
  return bytes;
}

Beginning begin_with(const Settings& settings) {
  Session session{settings};
  migrate(session);
  auto epoch = epoch_of(session, Wanted::writable);
  return {std::move(epoch), bytes_of(session.run("SELECT encode(key, 'hex') FROM log").view(0, 0))};
}

}  // namespace

// What lives on the loop is made and destroyed there.
struct PostgresLog::Parts final : chat::Nodes {
  Parts(std::string url, const PostgresLogOptions& given)
      : options(given),
        settings{.url = std::move(url), .for_statement = given.for_statement},
        beginning(begin_with(settings)),
        epochs(std::make_shared<Epochs>(beginning.epoch)),
        requests(std::make_shared<Requests>(given.most_pending)) {
    loops.start();
    kotori::block_on(loop(), begin());
  }
  ~Parts() override { kotori::block_on(loop(), end()); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  kotori::EpollLoop& loop() { return loops[0]; }

  ConnectionOptions connection_options(Wanted wanted) {
    ConnectionOptions connecting{.settings = settings};
    connecting.settings.wanted = wanted;
    connecting.settings.name = wanted == Wanted::writable ? "kotori log" : "kotori history";
    connecting.greet = [known = epochs, wanted](Session& session) { known->see(epoch_of(session, wanted)); };
    return connecting;
  }
  kotori::Task<> begin() {
    auto storing = connection_options(Wanted::writable);
    storing.on_change = [this](bool reachable) {
      requests->refuse_appends(reachable ? std::nullopt : std::optional{chat::Unavailable{}});
    };
    connection.emplace(loop(), workers, std::move(storing));
    reader.emplace(loop(), workers, connection_options(Wanted::primary));
    writer.emplace(*connection, *reader, *requests, *epochs, options.in_doubt);
    reading.emplace(*reader, *epochs);
    table.emplace(*connection, options.lease);
    co_await connection->reached_within(settings.to_connect);
    co_await reader->reached_within(settings.to_connect);
  }
  kotori::Task<> end() {
    co_await tasks.join();
    co_await writer->tasks().join();
    writer.reset();
    connection.reset();
    reader.reset();
  }

  kotori::Task<> stored(Request& request) {
    co_await requests->stored(request, [this] { loop().post([this] { writer->come_round(); }); });
  }
  template <class F> auto there(F begin_task) { return visit(loop(), tasks, std::move(begin_task)); }

  kotori::Task<kotori::Result<chat::NodeId>> enter(std::string name) override {
    co_return co_await there([&] { return table->enter(std::move(name)); });
  }
  kotori::Task<kotori::Result<std::vector<chat::NodeId>>> renew(chat::NodeId self) override {
    co_return co_await there([&] { return table->renew(std::move(self)); });
  }
  kotori::Task<> leave(chat::NodeId self) override {
    co_await there([&] { return table->leave(std::move(self)); });
  }

  const PostgresLogOptions options;
  const Settings settings;
  const Beginning beginning;
  const std::shared_ptr<Epochs> epochs;
  const std::shared_ptr<Requests> requests;
  kotori::Loops loops{1};
  kotori::WorkerThreads workers{2};
  kotori::TaskGroup tasks;
  std::optional<Connection> connection, reader;
  std::optional<Writer> writer;
  std::optional<Reading> reading;
  std::optional<NodesTable> table;
};

PostgresLog::PostgresLog(std::string url, PostgresLogOptions options)
    : parts_(std::make_unique<Parts>(std::move(url), options)) {}

PostgresLog::~PostgresLog() = default;

kotori::Task<chat::Outcome> PostgresLog::append(chat::Intent intent) {
  Request request{.what = std::move(intent)};
  co_await parts_->stored(request);
  co_return std::move(request.outcome);
}

kotori::Task<kotori::Result<chat::Admission>> PostgresLog::admit(chat::UserId user) {
  Request request{.what = std::move(user)};
  co_await parts_->stored(request);
  if (!request.admission) co_return std::unexpected(unavailable("nobody can be let in now"));
  co_return std::move(*request.admission);
}

kotori::Task<kotori::Result<void>> PostgresLog::keep_read(std::vector<chat::ReadMark> marks) {
  Request request{.what = std::move(marks)};
  co_await parts_->stored(request);
  if (!request.marks_kept) co_return std::unexpected(unavailable("how far one has read cannot be kept now"));
  co_return kotori::Result<void>{};
}

kotori::Task<kotori::Result<chat::Page>> PostgresLog::read(chat::PageRequest request) {
  co_return co_await parts_->there([&] { return parts_->reading->page(std::move(request)); });
}

kotori::Task<kotori::Result<std::optional<chat::RoomRecord>>> PostgresLog::room(chat::RoomName name) {
  co_return co_await parts_->there([&] { return parts_->reading->room(std::move(name)); });
}

kotori::Task<kotori::Result<chat::RoomsPage>> PostgresLog::rooms(chat::RoomsRequest request) {
  co_return co_await parts_->there([&] { return parts_->reading->rooms(std::move(request)); });
}

kotori::Task<kotori::Result<std::vector<chat::Seq>>> PostgresLog::heads(std::vector<chat::RoomName> rooms) {
  co_return co_await parts_->there([&] { return parts_->reading->heads(std::move(rooms)); });
}

bool PostgresLog::reachable() const { return parts_->connection->reachable() && !parts_->epochs->changed(); }

chat::Epoch PostgresLog::epoch() const { return parts_->epochs->adopted(); }

void PostgresLog::when_changed(std::function<void()> changed) { parts_->epochs->when_changed(std::move(changed)); }

void PostgresLog::adopt() { parts_->epochs->adopt(); }

chat::Nodes& PostgresLog::nodes() { return *parts_; }

const std::string& PostgresLog::key() const { return parts_->beginning.key; }

}  // namespace adapters
