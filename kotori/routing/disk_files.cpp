#include "kotori/routing/disk_files.hpp"

#include "kotori/http/media_type.hpp"
#include "kotori/routing/file_response.hpp"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

namespace kotori::inline v0::routing {
namespace {

class Descriptor {
 public:
  explicit Descriptor(long number) : number_(static_cast<int>(number)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

bool means_no_such_file(int error) {
  return error == ENOENT || error == ENOTDIR || error == EXDEV || error == ELOOP || error == ENAMETOOLONG ||
         error == EACCES || error == ENXIO;
}

/// FNV-1a: tells versions of a file apart; nobody gains by making two that look alike.
std::string etag_of(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return fmt::format("{:x}-{:016x}", bytes.size(), hash);
}

}  // namespace

std::optional<std::string> read_beneath(const std::string& directory, const std::string& name) {
  const Descriptor root(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.is_open()) fail(directory);
  // O_NONBLOCK: opening a pipe must not wait for its other end.
  const open_how how{.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK, .mode = 0, .resolve = RESOLVE_BENEATH};
  const Descriptor file(::syscall(SYS_openat2, root.number(), name.c_str(), &how, sizeof how));
  if (!file.is_open()) {
    if (means_no_such_file(errno)) return std::nullopt;
    fail(name);
  }
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) fail(name);
  if (!S_ISREG(status.st_mode)) return std::nullopt;

  std::string bytes;
  std::string part(64 * 1024, '\0');
  while (true) {
    const auto count = ::read(file.number(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(name);
    if (count == 0) return bytes;
    bytes.append(part, 0, static_cast<std::size_t>(count));
    if (bytes.size() > largest_file) return std::nullopt;
  }
}

DiskFile::DiskFile(std::string file_name, std::string file_bytes)
    : name(std::move(file_name)),
      bytes(std::move(file_bytes)),
      etag(etag_of(bytes)),
      view{.path = name, .content_type = http::media_type(name), .bytes = bytes, .etag = etag} {}

std::vector<std::unique_ptr<const DiskFile>> read_directory(const std::string& directory) {
  std::vector<std::unique_ptr<const DiskFile>> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_directory()) continue;
    const auto name = file_name(entry.path().lexically_relative(directory).generic_string());
    if (name.empty()) continue;
    if (auto bytes = read_beneath(directory, name))
      files.push_back(std::make_unique<const DiskFile>(name, std::move(*bytes)));
  }
  return files;
}

}  // namespace kotori::inline v0::routing
