#include "kotori/routing/file_response.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>

namespace kotori::inline v0::routing {
namespace {

/// RFC 9110 §12.5.3, as far as gzip goes: named, or meant by *, and not with q=0.
bool accepts_gzip(const Request& request) {
  const auto accepted = request.headers.joined("Accept-Encoding").value_or("");
  std::string_view list = accepted;
  bool others = false;
  for (auto element = http::take_element(list); !element.empty(); element = http::take_element(list)) {
    const auto coding = http::trimmed(element.substr(0, element.find(';')));
    std::string weight(element.substr(std::min(element.size(), coding.size())));
    std::ranges::transform(weight, weight.begin(), http::lower);
    const auto q = weight.find("q=");
    const bool wanted = q == std::string_view::npos || weight.find_first_of("123456789", q) != std::string_view::npos;
    if (http::equal_ignoring_case(coding, "gzip")) return wanted;
    if (coding == "*") others = wanted;
  }
  return others;
}

/// RFC 9110 §13.1.2; the comparison is weak.
bool has_already(const Request& request, std::string_view etag) {
  const auto known = request.headers.joined("If-None-Match").value_or("");
  std::string_view list = known;
  for (auto element = http::take_element(list); !element.empty(); element = http::take_element(list)) {
    if (element.starts_with("W/")) element.remove_prefix(2);
    if (element == etag || element == "*") return true;
  }
  return false;
}

}  // namespace

std::string file_name(std::string_view path) {
  std::string name(path);
  if (name.empty() || name.ends_with('/')) name += "index.html";
  const bool malformed = name.starts_with('/') || name.starts_with('.') || name.contains("//") || name.contains("/.") ||
                         name.contains('\\') || name.contains('\0');
  return malformed ? std::string{} : name;
}

Response no_such_file() { return Response::text("There is nothing here.\n", Status::not_found); }

Response file_response(const EmbeddedFile& file, const Request& request, std::string_view cache_control,
                       std::shared_ptr<const void> owner) {
  const bool compressed = !file.gzip.empty() && accepts_gzip(request);
  const auto etag = "\"" + std::string(file.etag) + (compressed ? "-gzip\"" : "\"");
  auto response =
      has_already(request, etag)
          ? Response::empty(Status::not_modified)
          : Response::of(file.content_type, http::Body::shared(compressed ? file.gzip : file.bytes, std::move(owner)));
  response.headers.add("ETag", etag);
  response.headers.add("Cache-Control", cache_control);
  if (!file.gzip.empty()) response.headers.add("Vary", "Accept-Encoding");
  if (compressed && response.status == Status::ok) response.headers.add("Content-Encoding", "gzip");
  return response;
}

FileTable::FileTable(std::span<const EmbeddedFile> files, std::shared_ptr<const void> owner)
    : files_(files.begin(), files.end()), owner_(std::move(owner)) {
  std::ranges::sort(files_, {}, &EmbeddedFile::path);
}

Response FileTable::answer(const Request& request, std::string_view path) const {
  const auto name = file_name(path);
  const auto file = std::ranges::lower_bound(files_, std::string_view(name), {}, &EmbeddedFile::path);
  if (name.empty() || file == files_.end() || file->path != name) return no_such_file();
  return file_response(*file, request, name.starts_with("assets/") ? keep_for_ever : ask_again, owner_);
}

}  // namespace kotori::inline v0::routing
