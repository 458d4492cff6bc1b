#include "kotori/routing/opened_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

namespace kotori::inline v0::routing {
namespace {

/// Some file systems count in steps of two seconds.
constexpr UnixMillis clock_is_unsure = 2000;

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

/// How often a name is followed while the kernel cannot tell, for renames elsewhere, whether a .. leads out.
constexpr int tries_while_unsure = 256;

bool means_no_such_file(int error) {
  return error == ENOENT || error == ENOTDIR || error == EXDEV || error == ELOOP || error == ENAMETOOLONG ||
         error == EACCES || error == ENXIO;
}

bool equal(const timespec& one, const timespec& other) {
  return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

std::uint64_t nanoseconds(const timespec& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
}

/// As many bytes as there are, up to the size of `into`.
std::size_t read_at(int file, std::string& into, std::uint64_t first) {
  std::size_t got = 0;
  while (got < into.size()) {
    const auto count = ::pread(file, into.data() + got, into.size() - got, static_cast<off_t>(first + got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("a file could not be read");
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  return got;
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Descriptor open_beneath(const Descriptor& directory, const std::string& name) {
  // O_NONBLOCK: opening a pipe must not wait for its other end.
  const open_how how{.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
                     .mode = 0,
                     .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  long file = -1;
  for (int tries = 0; tries < tries_while_unsure; ++tries) {
    file = ::syscall(SYS_openat2, directory.number(), name.c_str(), &how, sizeof how);
    if (file >= 0 || errno != EAGAIN) break;
  }
  if (file < 0 && !means_no_such_file(errno)) fail(name);
  return Descriptor(static_cast<int>(file));
}

std::shared_ptr<const OpenedFile> OpenedFile::from(Descriptor file) {
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) fail("a file could not be looked at");
  return S_ISREG(status.st_mode) ? std::make_shared<const OpenedFile>(std::move(file), status) : nullptr;
}

OpenedFile::OpenedFile(Descriptor file, const struct stat& status) : file_(std::move(file)), status_(status) {}

UnixMillis OpenedFile::modified() const { return static_cast<UnixMillis>(nanoseconds(status_.st_mtim) / 1'000'000); }

std::string OpenedFile::read() const {
  std::string bytes;
  // Room for one byte more, which is not there unless the file has grown.
  for (std::size_t room = size() + 1;; room = bytes.size() + 1) {
    std::string more(room, '\0');
    more.resize(read_at(file_.number(), more, bytes.size()));
    bytes += more;
    if (more.size() < room) return bytes;
  }
}

std::string OpenedFile::read(std::uint64_t first, std::size_t count) const {
  std::string bytes(count, '\0');
  const auto got = read_at(file_.number(), bytes, first);
  struct stat now{};
  if (::fstat(file_.number(), &now) != 0) fail("a file could not be looked at");
  // Losing its name to another file is no change.
  const bool changed = got < count || now.st_size != status_.st_size || !equal(now.st_mtim, status_.st_mtim) ||
                       (!equal(now.st_ctim, status_.st_ctim) && now.st_nlink == status_.st_nlink);
  if (changed) throw std::runtime_error("the file changed while it was sent");
  return bytes;
}

std::string OpenedFile::etag(std::string_view suffix) const {
  const auto age = unix_millis_now() - modified();
  return fmt::format("{}\"{:x}-{:x}-{:x}{}\"", age < clock_is_unsure ? "W/" : "", size(), nanoseconds(status_.st_mtim),
                     nanoseconds(status_.st_ctim), suffix);
}

/// FNV-1a: tells versions of a file apart; nobody gains by making two that look alike.
std::string etag_of(std::string_view bytes, std::string_view suffix) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return fmt::format("\"{:x}-{:016x}{}\"", bytes.size(), hash, suffix);
}

}  // namespace kotori::inline v0::routing
