#include "kotori/routing/file_table.hpp"

#include "kotori/http/media_type.hpp"
#include "kotori/routing/disk_files.hpp"
#include "kotori/routing/file_names.hpp"

#include <stdexcept>
#include <utility>

namespace kotori::inline v0::routing {
namespace {

FileForm form_of(const EmbeddedFile& file, std::string_view coding, std::string_view bytes) {
  const auto suffix = coding.empty() ? "" : "-" + std::string(coding);
  return {
      .coding = coding, .etag = "\"" + std::string(file.etag) + suffix + "\"", .content = http::Body::shared(bytes)};
}

}  // namespace

FileTable::FileTable(std::span<const EmbeddedFile> files, FilesRoute route) : route_(std::move(route)) {
  for (const auto& file : files) {
    std::vector<FileForm> forms{form_of(file, {}, file.bytes)};
    if (!file.brotli.empty()) forms.push_back(form_of(file, "br", file.brotli));
    if (!file.gzip.empty()) forms.push_back(form_of(file, "gzip", file.gzip));
    add(std::string(file.path), {.content_type = file.content_type}, forms);
  }
  check();
}

FileTable::FileTable(const std::string& directory, FilesRoute route) : route_(std::move(route)) {
  const Directory from(directory);
  for (const auto& name : from.names())
    if (auto found = from.find(name))
      add(name, {.content_type = http::media_type(name), .modified = found->modified}, found->forms);
  check();
}

void FileTable::add(const std::string& name, ServedFile::Head head, const std::vector<FileForm>& forms) {
  head.cache_control = cache_control(name, route_);
  files_.emplace(name, ServedFile(head, forms));
  if (name != route_.fallback) return;
  head.vary = "Accept";
  fallback_.emplace(head, forms);
}

void FileTable::check() const {
  routing::check(route_);
  if (!route_.fallback.empty() && !fallback_)
    throw std::invalid_argument("the fallback is none of the files: " + route_.fallback);
}

bool FileTable::is_directory(const std::string& name) const {
  return !route_.index.empty() && files_.contains(name + "/" + route_.index);
}

Response FileTable::answer(const Request& request, std::string_view path) const {
  const auto name = file_name(path, route_);
  if (name.empty()) return no_such_file(route_);
  if (const auto file = files_.find(name); file != files_.end()) return file->second.answer(request);
  if (is_directory(name)) return redirect_to_directory(request);
  return fallback_ && wants_page(request, path) ? fallback_->answer(request) : no_such_file(route_);
}

}  // namespace kotori::inline v0::routing
