#pragma once
#include <filesystem>

namespace adapters::sqlite {

/// A directory of our own, which no other program uses meanwhile. Made if it is not there, for its owner only.
/// A backup that lies in it as the database is taken over, see mark.hpp.
class DataDirectory {
 public:
  /// What becomes of one whose chat was moved to another place, see moved.hpp.
  enum class Moved : bool { refused, taken };

  /// Throws std::runtime_error, with one line that names the directory or a file in it, when it is in use or cannot be
  /// written.
  explicit DataDirectory(std::filesystem::path path, Moved moved = Moved::refused);
  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  /// The database file, which is there, though perhaps empty.
  std::filesystem::path database() const { return path_ / "kotori.db"; }

 private:
  void lock();
  void make_database() const;
  [[noreturn]] void fail(const char* what, int error) const;

  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace adapters::sqlite
