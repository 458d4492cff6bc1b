#include "kotori/sessions/session_files.hpp"

#include "kotori/json/read.hpp"
#include "kotori/json/write.hpp"
#include "kotori/sessions/encoding.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace kotori::inline v0::sessions {
namespace {

constexpr int swept_at_once = 256;
/// A record of the longest value and user, every byte of which is escaped.
constexpr std::size_t longest_file = std::size_t{1024} * 1024;

/// Nothing else names a file, wherever it comes from.
bool is_id(std::string_view text) { return text.size() == 43 && decode(text).has_value(); }

timespec time_of(UnixMillis time) { return {.tv_sec = time / 1000, .tv_nsec = time % 1000 * 1'000'000}; }
UnixMillis millis_of(const timespec& time) { return UnixMillis{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000; }

}  // namespace

SessionFiles::Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

SessionFiles::SessionFiles(const std::filesystem::path& directory, std::function<UnixMillis()> clock,
                           std::chrono::milliseconds sweep)
    : path_(directory),
      clock_(std::move(clock)),
      sweep_every_(sweep),
      directory_(open_directory(directory)),
      lock_(lock(directory)) {}

SessionFiles::Descriptor SessionFiles::open_directory(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    throw std::system_error(errno, std::generic_category(), path.string());
  Descriptor directory{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (*directory < 0) throw std::system_error(errno, std::generic_category(), path.string());
  return directory;
}

SessionFiles::Descriptor SessionFiles::lock(const std::filesystem::path& path) const {
  auto file = open("lock", O_RDWR | O_CREAT);
  if (*file < 0) fail("lock");
  if (::flock(*file, LOCK_EX | LOCK_NB) == 0) return file;
  if (errno != EWOULDBLOCK) fail("lock");
  throw std::runtime_error("the sessions in " + path.string() + " are in use by another process");
}

std::optional<Record> SessionFiles::read(const std::string& id) {
  if (!is_id(id)) return std::nullopt;
  const std::lock_guard lock{mutex_};
  return load(id);
}

bool SessionFiles::write(const std::string& id, const Record& record, Writing how) {
  if (!is_id(id)) return false;
  const std::lock_guard lock{mutex_};
  sweep_some();
  if (how == Writing::again && !exists(id)) return false;
  const auto unfinished = "." + id;
  try {
    write_whole(unfinished, record);
    if (::renameat(*directory_, unfinished.c_str(), *directory_, id.c_str()) != 0) fail(id);
  } catch (...) {
    ::unlinkat(*directory_, unfinished.c_str(), 0);
    throw;
  }
  sync();
  return true;
}

bool SessionFiles::erase(const std::string& id) {
  if (!is_id(id)) return false;
  const std::lock_guard lock{mutex_};
  if (!unlink(id)) return false;
  sync();
  return true;
}

std::vector<std::string> SessionFiles::erase_user(const std::string& user) {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> erased;
  const auto listing = list();
  while (const auto* entry = ::readdir(listing.get())) {
    const std::string id = entry->d_name;
    if (!is_id(id)) continue;
    if (const auto record = load(id); !record || record->user != user) continue;
    if (unlink(id)) erased.push_back(id);
  }
  sync();
  return erased;
}

SessionFiles::Descriptor SessionFiles::open(const std::string& name, int flags) const {
  return Descriptor{
      ::openat(*directory_, name.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, S_IRUSR | S_IWUSR)};
}

/// What is no record counts as none: somebody else has put it there.
std::optional<Record> SessionFiles::load(const std::string& id) const {
  const auto file = open(id, O_RDONLY);
  if (*file < 0 && (errno == ENOENT || errno == ELOOP)) return std::nullopt;
  if (*file < 0) fail(id);
  std::string text;
  std::array<char, 16 * 1024> piece;
  for (;;) {
    const auto size = ::pread(*file, piece.data(), piece.size(), static_cast<off_t>(text.size()));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) fail(id);
    if (size == 0) break;
    text.append(piece.data(), static_cast<std::size_t>(size));
    if (text.size() > longest_file) return std::nullopt;
  }
  auto record = json::read<Record>(text);
  if (!record) return std::nullopt;
  return *std::move(record);
}

bool SessionFiles::exists(const std::string& id) const {
  if (::faccessat(*directory_, id.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) return true;
  if (errno != ENOENT) fail(id);
  return false;
}

/// Its time of modification is that of its end, so that a sweep need not read it.
void SessionFiles::write_whole(const std::string& name, const Record& record) const {
  const auto file = open(name, O_WRONLY | O_CREAT | O_TRUNC);
  if (*file < 0) fail(name);
  const auto text = json::write(record);
  for (std::string_view rest = text; !rest.empty();) {
    const auto size = ::write(*file, rest.data(), rest.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) fail(name);
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
  const std::array<timespec, 2> times{time_of(record.used), time_of(record.expires)};
  if (::futimens(*file, times.data()) != 0 || ::fsync(*file) != 0) fail(name);
}

bool SessionFiles::unlink(const std::string& name) const {
  if (::unlinkat(*directory_, name.c_str(), 0) == 0) return true;
  if (errno != ENOENT) fail(name);
  return false;
}

void SessionFiles::sync() const {
  if (::fsync(*directory_) != 0) fail(".");
}

SessionFiles::Listing SessionFiles::list() const {
  const int again = ::openat(*directory_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  Listing listing{again < 0 ? nullptr : ::fdopendir(again)};
  if (!listing) fail(".");
  return listing;
}

void SessionFiles::sweep_some() {
  const auto now = clock_();
  if (!sweeping_) {
    if (now < next_sweep_) return;
    sweeping_ = list();
    next_sweep_ = now + sweep_every_.count();
  }
  for (int looked_at = 0; looked_at < swept_at_once; ++looked_at) {
    const auto* entry = ::readdir(sweeping_.get());
    if (!entry) return sweeping_.reset();
    sweep(entry->d_name, now);
  }
}

void SessionFiles::sweep(const std::string& name, UnixMillis now) const {
  // What begins with a dot was not finished when the process ended.
  if (name.size() > 1 && name.front() == '.' && is_id(name.substr(1))) {
    unlink(name);
    return;
  }
  if (!is_id(name)) return;
  struct stat status{};
  if (::fstatat(*directory_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || millis_of(status.st_mtim) > now)
    return;
  // Who has copied the files may have changed their times.
  if (const auto record = load(name); record && record->expires <= now) unlink(name);
}

void SessionFiles::fail(const std::string& name) const {
  throw std::system_error(errno, std::generic_category(), (path_ / name).string());
}

}  // namespace kotori::inline v0::sessions
