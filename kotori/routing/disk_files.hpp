#pragma once
#include "kotori/routing/embedded_file.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Files of a directory. All of it blocks: not for a loop.
namespace kotori::inline v0::routing {

/// Larger files are not read: they would have to be held in memory whole.
inline constexpr std::size_t largest_file = 64 * 1024 * 1024;

/// A file's bytes. Empty when there is no regular file of that name in the directory, when the name or a symbolic link
/// leads out of it (openat2, RESOLVE_BENEATH), or the file is too large. Throws std::system_error when the disk fails.
std::optional<std::string> read_beneath(const std::string& directory, const std::string& name);

/// A file that owns what `view` refers to.
struct DiskFile {
  DiskFile(std::string file_name, std::string file_bytes);
  DiskFile(const DiskFile&) = delete;
  DiskFile& operator=(const DiskFile&) = delete;
  std::string name;
  std::string bytes;
  std::string etag;
  EmbeddedFile view;
};

/// All that read_beneath() would give, but what begins with a dot. Throws std::system_error.
std::vector<std::unique_ptr<const DiskFile>> read_directory(const std::string& directory);

}  // namespace kotori::inline v0::routing
