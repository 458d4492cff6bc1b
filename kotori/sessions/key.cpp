#include "kotori/sessions/key.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sodium.h>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace kotori::inline v0::sessions {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

[[noreturn]] void fail(const std::string& path) { throw std::system_error(errno, std::generic_category(), path); }

File open_file(const std::string& path, int flags, const char* mode) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  return File(descriptor < 0 ? nullptr : ::fdopen(descriptor, mode));
}

std::optional<Key> load(const std::string& path) {
  const auto file = open_file(path, O_RDONLY, "rb");
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) fail(path);
  struct stat status{};
  if (::fstat(::fileno(file.get()), &status) != 0) fail(path);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    throw std::runtime_error(path + " can be read by others: its mode must be 0600");
  Key key{};
  if (status.st_size != static_cast<off_t>(key.bytes.size()) ||
      std::fread(key.bytes.data(), 1, key.bytes.size(), file.get()) != key.bytes.size())
    throw std::runtime_error(path + " is not a session key of 32 bytes");
  return key;
}

/// The file appears whole or not at all, and never in place of another process's.
void create(const std::string& path) {
  const auto unfinished = path + "." + std::to_string(::getpid());
  const auto key = Key::random();
  {
    const auto file = open_file(unfinished, O_WRONLY | O_CREAT | O_TRUNC, "wb");
    if (!file || std::fwrite(key.bytes.data(), 1, key.bytes.size(), file.get()) != key.bytes.size() ||
        std::fflush(file.get()) != 0 || ::fsync(::fileno(file.get())) != 0)
      fail(unfinished);
  }
  const bool linked = ::link(unfinished.c_str(), path.c_str()) == 0 || errno == EEXIST;
  const int error = errno;
  ::unlink(unfinished.c_str());
  errno = error;
  if (!linked) fail(path);
}

}  // namespace

Key Key::random() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium found no source of randomness");
  Key key{};
  randombytes_buf(key.bytes.data(), key.bytes.size());
  return key;
}

Key Key::load_or_create(const std::string& path) {
  if (auto key = load(path)) return *key;
  create(path);
  if (auto key = load(path)) return *key;
  throw std::runtime_error(path + " went away while it was made");
}

}  // namespace kotori::inline v0::sessions
