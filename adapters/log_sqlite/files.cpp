#include "adapters/log_sqlite/files.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <string>
#include <system_error>
#include <unistd.h>

namespace adapters::sqlite {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, int error) {
  throw std::system_error(error, std::generic_category(), file.string());
}

std::filesystem::path directory_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
}

}  // namespace

bool has_content(const std::filesystem::path& file) {
  return std::filesystem::exists(file) && std::filesystem::file_size(file) > 0;
}

void sync(const std::filesystem::path& file_or_directory) {
  const int descriptor = open(file_or_directory.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(file_or_directory, errno);
  const int error = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  if (error != 0) fail(file_or_directory, error);
}

void move_for_good(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) fail(to, errno);
  sync(directory_of(to));
}

void move_to_free_place(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return sync(directory_of(to));
  // Some file systems cannot promise it.
  if (errno != EINVAL && errno != ENOSYS) fail(to, errno);
  if (std::filesystem::exists(to)) fail(to, EEXIST);
  move_for_good(from, to);
}

std::filesystem::path beside(const std::filesystem::path& path, std::string_view suffix) {
  auto result = path;
  result += suffix;
  return result;
}

std::filesystem::path unused_name(const std::filesystem::path& path, std::string_view suffix) {
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto dated = beside(path, fmt::format("{}{:%Y%m%dT%H%M%SZ}", suffix, fmt::gmtime(now)));
  auto name = dated;
  for (int number = 2; std::filesystem::exists(name); ++number) name = beside(dated, fmt::format("-{}", number));
  return name;
}

}  // namespace adapters::sqlite
