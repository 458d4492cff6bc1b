#include "adapters/log_sqlite/sqlite_log.hpp"

#include "adapters/log_sqlite/data_directory.hpp"
#include "adapters/log_sqlite/group_commit.hpp"
#include "adapters/log_sqlite/reader.hpp"
#include "kotori/base/log.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <string>
#include <utility>

namespace adapters {
namespace {

kotori::Error unavailable(std::string message) { return {kotori::ErrorCode::unavailable, std::move(message), {}}; }

std::shared_ptr<sqlite::GroupCommit> open_writer(const sqlite::DataDirectory& directory, kotori::Worker& worker,
                                                 sqlite::ReadGate& gate, std::size_t most_pending) {
  try {
    return std::make_shared<sqlite::GroupCommit>(directory.database(), worker, gate, most_pending);
  } catch (const std::exception& failure) {
    throw std::runtime_error(fmt::format("{}: {}", directory.database().string(), failure.what()));
  }
}

/// The writer, which may still be posted to its worker when the log ends.
class Writer {
 public:
  explicit Writer(std::shared_ptr<sqlite::GroupCommit> commits) : commits_(std::move(commits)) {}
  ~Writer() { commits_->end(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  sqlite::GroupCommit* operator->() const { return commits_.get(); }

 private:
  std::shared_ptr<sqlite::GroupCommit> commits_;
};

}  // namespace

// The readers close before the writer: whoever is last brings the WAL into the file, and that must be the writer. The
// lock on the directory is given back last.
struct SqliteLog::Parts {
  Parts(std::filesystem::path path, kotori::Worker& write_worker, kotori::Worker& read_worker, std::size_t most_pending)
      : directory(std::move(path)),
        writer(open_writer(directory, write_worker, gate, most_pending)),
        reading(read_worker),
        readers(directory.database(), gate) {}
  // What a reader says, off the loop.
  template <class F> auto read(F ask) -> kotori::Task<kotori::Result<std::invoke_result_t<F&, sqlite::Reader&>>> {
    try {
      co_return co_await reading.run([this, &ask] { return readers.with(ask); });
    } catch (const std::runtime_error& failure) {
      kotori::log::error("log cannot read", {{"why", failure.what()}});
      co_return std::unexpected(unavailable("the history cannot be read now"));
    }
  }

  sqlite::DataDirectory directory;
  sqlite::ReadGate gate;
  Writer writer;
  kotori::Worker& reading;
  sqlite::Readers readers;
};

SqliteLog::SqliteLog(std::filesystem::path directory, kotori::Worker& writer, kotori::Worker& readers,
                     SqliteLogOptions options)
    : parts_(std::make_unique<Parts>(std::move(directory), writer, readers, options.most_pending)) {}

SqliteLog::~SqliteLog() = default;

kotori::Task<chat::Outcome> SqliteLog::append(chat::Intent intent) {
  Request request{.what = std::move(intent)};
  co_await parts_->writer->stored(request);
  co_return std::move(request.outcome);
}

kotori::Task<kotori::Result<chat::Admission>> SqliteLog::admit(chat::UserId user) {
  Request request{.what = std::move(user)};
  co_await parts_->writer->stored(request);
  if (!request.admission) co_return std::unexpected(unavailable("nobody can be let in now"));
  co_return std::move(*request.admission);
}

kotori::Task<kotori::Result<void>> SqliteLog::keep_read(std::vector<chat::ReadMark> marks) {
  Request request{.what = std::move(marks)};
  co_await parts_->writer->stored(request);
  if (!request.marks_kept) co_return std::unexpected(unavailable("how far one has read cannot be kept now"));
  co_return kotori::Result<void>{};
}

kotori::Task<kotori::Result<chat::Page>> SqliteLog::read(chat::PageRequest request) {
  co_return co_await parts_->read([&request](sqlite::Reader& reader) { return reader.page(request); });
}

kotori::Task<kotori::Result<std::optional<chat::RoomRecord>>> SqliteLog::room(chat::RoomName name) {
  co_return co_await parts_->read([&name](sqlite::Reader& reader) { return reader.room(name); });
}

kotori::Task<kotori::Result<chat::RoomsPage>> SqliteLog::rooms(chat::RoomsRequest request) {
  co_return co_await parts_->read([&request](sqlite::Reader& reader) { return reader.rooms(request); });
}

kotori::Task<kotori::Result<std::vector<chat::Seq>>> SqliteLog::heads(std::vector<chat::RoomName> rooms) {
  co_return co_await parts_->read([&rooms](sqlite::Reader& reader) { return reader.heads(rooms); });
}

chat::Epoch SqliteLog::epoch() const { return parts_->writer->epoch(); }

}  // namespace adapters
