#pragma once
#include "kotori/base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <utility>

namespace kotori::inline v0::routing {

/// A descriptor of ours, closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();
  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

/// Opens a name below a directory, never outside of it (openat2). Not open: there is no such file. Throws
/// std::system_error.
Descriptor open_beneath(const Descriptor& directory, const std::string& name);

/// A regular file that is open for reading, as it was when it was opened. Everything blocks, and throws
/// std::system_error when the disk fails. Calls do not disturb each other.
class OpenedFile {
 public:
  /// Null: it is no regular file.
  static std::shared_ptr<const OpenedFile> from(Descriptor file);
  OpenedFile(Descriptor file, const struct stat& status);

  std::uint64_t size() const { return static_cast<std::uint64_t>(status_.st_size); }
  UnixMillis modified() const;

  /// All of it, whatever its size is by now.
  std::string read() const;
  /// Exactly so many bytes from there on. Throws std::runtime_error when the file has changed.
  std::string read(std::uint64_t first, std::size_t count) const;

  /// What changes whenever the file does, without having read it, as an ETag; weak when it was modified so lately that
  /// the clock might not tell a next change from the last (RFC 9110 §8.8.1).
  std::string etag(std::string_view suffix) const;

 private:
  Descriptor file_;
  struct stat status_;
};

/// Of the bytes themselves.
std::string etag_of(std::string_view bytes, std::string_view suffix);

}  // namespace kotori::inline v0::routing
