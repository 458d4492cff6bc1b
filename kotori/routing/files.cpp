#include "kotori/async/worker.hpp"
#include "kotori/http/media_type.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/routing/disk_files.hpp"
#include "kotori/routing/file_names.hpp"
#include "kotori/routing/file_table.hpp"
#include "kotori/routing/routes.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace kotori::inline v0 {
namespace {

constexpr auto parameter = "path";

/// Links in a page are resolved by its last slash, so there has to be one behind the route itself, too.
template <class F> void answer_below(Routes& routes, std::string_view path, F answer) {
  std::string directory(path);
  if (!directory.ends_with('/')) {
    routes.get(directory, routing::redirect_to_directory);
    directory += '/';
  }
  routes.get(directory + "{" + parameter + "...}", std::move(answer));
}

/// For the answers that keep a file open while they are sent, on all loops.
class Places {
 public:
  explicit Places(std::size_t most) : most_(most) {}

  /// One of them, for as long as what is returned is kept. Throws Refused when all are taken.
  std::shared_ptr<const void> take() const {
    if (taken_->fetch_add(1) < most_) return {taken_.get(), [all = taken_](auto* taken) { --*taken; }};
    --*taken_;
    http::Headers later;
    later.add("Retry-After", "5");
    throw http::Refused{Status::service_unavailable, "Too many files are being sent; come back in a while.", later};
  }

 private:
  std::size_t most_;
  std::shared_ptr<std::atomic<std::size_t>> taken_ = std::make_shared<std::atomic<std::size_t>>(0);
};

/// The files of a directory, looked up at each request.
class FilesOnDisk {
 public:
  FilesOnDisk(std::string directory, Worker& worker, FilesRoute route)
      : directory_(std::move(directory)), worker_(worker), route_(std::move(route)), places_(route_.sent_at_once) {
    routing::check(route_);
  }

  Task<Response> answer(const Request& request) const {
    const auto path = request.path(parameter);
    const auto name = routing::file_name(path, route_);
    if (name.empty()) co_return routing::no_such_file(route_);
    const bool page_will_do = !route_.fallback.empty() && routing::wants_page(request, path);
    const auto look = [&] { return look_for(name, page_will_do); };
    const auto found = co_await worker_.run(look);
    if (found.is_directory) co_return routing::redirect_to_directory(request);
    if (!found.file) co_return routing::no_such_file(route_);
    const auto shown = found.is_fallback ? route_.fallback : name;
    const routing::ServedFile file({.content_type = http::media_type(shown),
                                    .cache_control = routing::cache_control(shown, route_),
                                    .vary = found.is_fallback ? "Accept" : "",
                                    .modified = found.file->modified},
                                   found.file->forms);
    auto response = file.answer(request);
    if (response.pieces) {
      const auto place = places_.take();
      response.pieces = [place, pieces = std::move(response.pieces)] { return pieces(); };
    }
    co_return response;
  }

 private:
  struct Found {
    std::optional<routing::FoundFile> file;
    bool is_fallback = false;
    bool is_directory = false;  // one with an index
  };
  /// Blocks.
  Found look_for(const std::string& name, bool page_will_do) const {
    if (auto file = directory_.find(name, &worker_)) return {.file = std::move(file)};
    if (!route_.index.empty() && directory_.has(name + "/" + route_.index)) return {.is_directory = true};
    if (!page_will_do) return {};
    return {.file = directory_.find(route_.fallback, &worker_), .is_fallback = true};
  }

  routing::Directory directory_;
  Worker& worker_;
  FilesRoute route_;
  Places places_;
};

auto answer_from(routing::FileTable table) {
  return [table = std::move(table)](const Request& request) { return table.answer(request, request.path(parameter)); };
}

}  // namespace

void Routes::files(std::string_view path, std::span<const EmbeddedFile> files, FilesRoute route) {
  answer_below(*this, path, answer_from(routing::FileTable(files, std::move(route))));
}

void Routes::files(std::string_view path, const std::string& directory, FilesRoute route) {
  answer_below(*this, path, answer_from(routing::FileTable(directory, std::move(route))));
}

void Routes::files(std::string_view path, std::string directory, Worker& worker, FilesRoute route) {
  const auto files = std::make_shared<const FilesOnDisk>(std::move(directory), worker, std::move(route));
  answer_below(*this, path, [files](const Request& request) { return files->answer(request); });
}

}  // namespace kotori::inline v0
