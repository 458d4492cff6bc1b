#include "kotori/server/certificates.hpp"

#include "kotori/base/log.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <utility>

namespace kotori::inline v0::server {
namespace {

/// What changes when somebody writes a file, or puts another in its place.
std::string stamp_of(const std::vector<TlsFiles>& files) {
  std::string stamp;
  for (const auto& pair : files)
    for (const auto& path : {pair.certificate, pair.key}) {
      struct stat status{};
      ::stat(path.c_str(), &status);  // a file that is not there has a stamp, too
      stamp += fmt::format("{}:{}:{}:{}.{} ", status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                           status.st_mtim.tv_nsec);
    }
  return stamp;
}

}  // namespace

Certificates::Certificates(TlsOptions options) : options_(std::move(options)), seen_(stamp_of(options_.files)) {}

Result<Certificates::Contexts> Certificates::contexts(std::size_t loops) const {
  std::vector<TlsCertificate> all;
  for (const auto& files : options_.files) {
    auto read = read_certificate(files);
    if (!read) return std::unexpected(read.error());
    all.push_back(std::move(*read));
  }
  all.insert(all.end(), options_.certificates.begin(), options_.certificates.end());
  Contexts made;
  for (std::size_t i = 0; i < loops; ++i) {
    auto context = TlsContext::for_server(all, tickets_);
    if (!context) return std::unexpected(context.error());
    made.push_back(std::move(*context));
  }
  return made;
}

void Certificates::watch(std::function<void(Contexts)> renew, std::size_t loops) {
  if (options_.files.empty()) return;
  watching_ = std::jthread{[this, renew = std::move(renew), loops](std::stop_token stop) { look(stop, renew, loops); }};
}

void Certificates::reload() {
  {
    const std::lock_guard lock{mutex_};
    reload_ = true;
  }
  asked_.notify_one();
}

void Certificates::look(std::stop_token stop, const std::function<void(Contexts)>& renew, std::size_t loops) {
  for (;;) {
    {
      std::unique_lock lock{mutex_};
      asked_.wait_for(lock, stop, options_.look_every, [this] { return reload_; });
      if (stop.stop_requested()) return;
      // Taken before the files are read: a change in between is seen the next time.
      auto stamp = stamp_of(options_.files);
      if (!std::exchange(reload_, false) && stamp == seen_) continue;
      seen_ = std::move(stamp);
    }
    if (auto made = contexts(loops)) {
      renew(std::move(*made));
      log::info("the certificates were read again");
    } else {
      log::warning("the new certificates are not right, so the old ones stay", {{"error", made.error().message}});
    }
  }
}

}  // namespace kotori::inline v0::server
