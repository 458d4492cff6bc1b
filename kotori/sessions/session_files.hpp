#pragma once
#include "kotori/sessions/store.hpp"

#include <chrono>
#include <dirent.h>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kotori::inline v0::sessions {

/// The files of a DirectoryStore. All of it blocks on the disk; any thread may call it. What the disk refuses is thrown
/// as std::system_error.
class SessionFiles {
 public:
  SessionFiles(const std::filesystem::path& directory, std::function<UnixMillis()> clock,
               std::chrono::milliseconds sweep);
  SessionFiles(const SessionFiles&) = delete;
  SessionFiles& operator=(const SessionFiles&) = delete;

  std::optional<Record> read(const std::string& id);
  bool write(const std::string& id, const Record& record, Writing how);
  bool erase(const std::string& id);
  std::vector<std::string> erase_user(const std::string& user);

 private:
  /// An open file.
  class Descriptor {
   public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor();
    int operator*() const { return number_; }

   private:
    int number_;
  };
  struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
  };
  using Listing = std::unique_ptr<DIR, CloseDirectory>;

  static Descriptor open_directory(const std::filesystem::path& path);
  Descriptor lock(const std::filesystem::path& path) const;
  Descriptor open(const std::string& name, int flags) const;
  std::optional<Record> load(const std::string& id) const;
  bool exists(const std::string& id) const;
  void write_whole(const std::string& name, const Record& record) const;
  bool unlink(const std::string& name) const;
  void sync() const;
  Listing list() const;
  void sweep_some();
  void sweep(const std::string& name, UnixMillis now) const;
  [[noreturn]] void fail(const std::string& name) const;

  const std::filesystem::path path_;
  const std::function<UnixMillis()> clock_;
  const std::chrono::milliseconds sweep_every_;
  const Descriptor directory_;
  const Descriptor lock_;
  std::mutex mutex_;
  Listing sweeping_;  // where the sweep is that was begun
  UnixMillis next_sweep_ = 0;
};

}  // namespace kotori::inline v0::sessions
