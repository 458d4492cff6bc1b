#include "adapters/log_sqlite/data_directory.hpp"

#include "adapters/log_sqlite/files.hpp"
#include "adapters/log_sqlite/mark.hpp"
#include "adapters/log_sqlite/moved.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdexcept>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace adapters::sqlite {

DataDirectory::DataDirectory(std::filesystem::path path, Moved moved) : path_(std::move(path)) {
  std::error_code error;
  const auto whole = std::filesystem::absolute(path_);
  std::filesystem::create_directories(whole.parent_path(), error);
  if (mkdir(path_.c_str(), S_IRWXU) != 0 && errno != EEXIST) fail("cannot be made", errno);
  lock();
  try {
    if (moved == Moved::refused) require_not_moved(path_);
    take_over_backup(database());
    make_database();
  } catch (...) {
    close(lock_);
    throw;
  }
}

DataDirectory::~DataDirectory() { close(lock_); }

void DataDirectory::lock() {
  lock_ = open((path_ / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (lock_ < 0) fail("cannot be written", errno);
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  close(lock_);
  if (error == EWOULDBLOCK)
    throw std::runtime_error(fmt::format("the data directory {} is in use by another kotori", path_.string()));
  fail("cannot be locked", error);
}

// Before SQLite sees the file: closing a descriptor of it later would drop SQLite's own locks.
void DataDirectory::make_database() const {
  const int file = open(database().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) fail("cannot be written", errno);
  close(file);
  // The file's entry is to survive a power cut, too.
  sync(path_);
}

void DataDirectory::fail(const char* what, int error) const {
  throw std::runtime_error(
      fmt::format("the data directory {} {}: {}", path_.string(), what, std::generic_category().message(error)));
}

}  // namespace adapters::sqlite
