#pragma once
#include "adapters/log_sqlite/read_gate.hpp"
#include "adapters/sqlite/database.hpp"
#include "chat/ports/log.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace adapters::sqlite {

/// A connection that reads what is committed. Used by one thread at a time. All throw DatabaseError.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file);

  chat::Page page(const chat::PageRequest& request);
  std::optional<chat::RoomRecord> room(const chat::RoomName& name);
  chat::RoomsPage rooms(const chat::RoomsRequest& request);
  std::vector<chat::Seq> heads(const std::vector<chat::RoomName>& rooms);

 private:
  /// Facts of a room, or of a thread in it, next after a seq or next before one.
  struct Directed {
    Statement all, of_thread;
  };
  struct Range {
    std::int64_t above, below;
    std::size_t limit;
    std::size_t most_bytes;
  };
  struct Part {
    std::vector<chat::protocol::Fact> facts;
    bool more = false;
  };
  Part part(Directed& direction, const chat::PageRequest& request, Range range);
  chat::Page around(const chat::PageRequest& request);

  Database database_;
  Directed upwards_, downwards_;
  Statement room_, head_, members_, rooms_, begin_, end_;
};

/// Readers for as many threads as ask at the same time, opened when they are first needed. The gate outlives them.
class Readers {
 public:
  Readers(std::filesystem::path file, ReadGate& gate);

  /// Calls `use(Reader&)` on this thread.
  template <class F> auto with(F use) {
    const ReadGate::Inside inside{gate_};
    const Borrowed borrowed{*this};
    return use(*borrowed.reader);
  }

 private:
  struct Borrowed {
    explicit Borrowed(Readers& from) : readers(from), reader(from.take()) {}
    ~Borrowed() { readers.put_back(std::move(reader)); }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    Readers& readers;
    std::unique_ptr<Reader> reader;
  };
  std::unique_ptr<Reader> take();
  void put_back(std::unique_ptr<Reader> reader);

  std::filesystem::path file_;
  ReadGate& gate_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace adapters::sqlite
