#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/routing/served_file.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace kotori::inline v0 {
class Worker;
}

namespace kotori::inline v0::routing {

/// A file of a directory and its compressed forms, which lie beside it: app.js, app.js.br, app.js.gz.
struct FoundFile {
  UnixMillis modified = 0;
  std::vector<FileForm> forms;  ///< the plain one first; those that are older than it are left out
};

/// The files of a directory of the disk. All of it blocks: not for a loop.
///
/// No name and no symbolic link leads out of it (openat2, RESOLVE_BENEATH); a link that stays inside is followed, one
/// with an absolute target or through /proc is not. What cannot be read and what is no regular file is not there.
/// Everything throws std::system_error when the disk fails.
class Directory {
 public:
  /// Throws also when there is none. It need not be there later on.
  explicit Directory(std::string path);

  /// The names of all files, but those that begin with a dot or lie below such.
  std::vector<std::string> names() const;

  /// A file by its name, held in memory; or, if it is larger than `in_one_piece` and there is a worker, which outlives
  /// it, read by that one, a piece at a time, when it is sent.
  std::optional<FoundFile> find(const std::string& name, Worker* reader = nullptr) const;
  static constexpr std::size_t in_one_piece = 64UL * 1024;

  /// Whether there is a regular file of that name.
  bool has(const std::string& name) const;

 private:
  std::string path_;
};

}  // namespace kotori::inline v0::routing
