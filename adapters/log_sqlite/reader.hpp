#pragma once
#include "adapters/log_sqlite/database.hpp"
#include "chat/ports/log.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace adapters::sqlite {

/// A connection that reads what is committed. Used by one thread at a time. All throw DatabaseError.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file);

  chat::Page page(const chat::PageRequest& request);
  std::vector<chat::Head> heads();

 private:
  Database database_;
  Statement before_, after_, heads_;
};

/// Readers for as many threads as ask at the same time, opened when they are first needed.
class Readers {
 public:
  explicit Readers(std::filesystem::path file);

  /// Calls `use(Reader&)` on this thread.
  template <class F> auto with(F use) {
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
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace adapters::sqlite
