#pragma once
#include <filesystem>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <string>
#include <system_error>

namespace adapters {

/// A directory for one test, empty at first and gone afterwards.
class TestDirectory {
 public:
  TestDirectory() : path_(testing::TempDir() + "kotori-XXXXXX") {
    if (!mkdtemp(path_.data())) throw std::system_error(errno, std::generic_category(), path_);
  }
  ~TestDirectory() { std::filesystem::remove_all(path_); }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;

  std::filesystem::path path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace adapters
