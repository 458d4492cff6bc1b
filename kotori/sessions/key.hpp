#pragma once
#include <array>
#include <string>

namespace kotori::inline v0::sessions {

/// What sessions are signed with. Who knows it can be anyone; never log it.
struct Key {
  std::array<unsigned char, 32> bytes;

  /// Sessions signed with it end with the program.
  static Key random();

  /// The key in this file, which is made, readable by its owner alone, if it is not there. Blocks on the disk.
  /// Throws std::system_error when the disk refuses, std::runtime_error when the file is no key or others may read it.
  static Key load_or_create(const std::string& path);
};

}  // namespace kotori::inline v0::sessions
