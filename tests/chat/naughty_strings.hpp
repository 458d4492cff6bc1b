#pragma once
#include <map>
#include <string>
#include <vector>

/// tests/data/naughty_strings.json: texts of the kinds that are known to break programs.
struct NaughtyStrings {
  /// By what they are: everyone may say them, and reads them as they were.
  std::map<std::string, std::vector<std::string>> said;
  /// By the code with which they are refused.
  std::map<std::string, std::vector<std::string>> refused;

  std::vector<std::string> all_said() const;
};

/// Throws std::runtime_error when the file is not there or is not what it should be.
NaughtyStrings naughty_strings();
