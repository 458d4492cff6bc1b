#include "kotori/routing/disk_files.hpp"

#include "kotori/async/worker.hpp"
#include "kotori/routing/opened_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

namespace kotori::inline v0::routing {
namespace {

struct Coding {
  std::string_view name;
  std::string_view file_suffix;
  std::string_view etag_suffix;
};
constexpr Coding codings[] = {{"br", ".br", "-br"}, {"gzip", ".gz", "-gzip"}};

Descriptor open_root(const std::string& path) {
  Descriptor root(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.is_open()) throw std::system_error(errno, std::generic_category(), path);
  return root;
}

std::shared_ptr<const OpenedFile> open_file(const Descriptor& root, const std::string& name) {
  auto file = open_beneath(root, name);
  return file.is_open() ? OpenedFile::from(std::move(file)) : nullptr;
}

/// Lives as long as the answer it is sent with.
Task<std::string> read_piece(std::shared_ptr<const OpenedFile> file, Worker& reader, std::uint64_t first,
                             std::size_t count) {
  const auto read = [&] { return file->read(first, count); };
  co_return co_await reader.run(read);
}

FileForm form_of(const std::shared_ptr<const OpenedFile>& file, const Coding& coding, Worker* reader) {
  if (reader && file->size() > Directory::in_one_piece)
    return {.coding = coding.name,
            .etag = file->etag(coding.etag_suffix),
            .content = http::Source{.size = file->size(), .read = [file, reader](auto first, auto count) {
                                      return read_piece(file, *reader, first, count);
                                    }}};
  auto bytes = std::make_shared<const std::string>(file->read());
  auto etag = etag_of(*bytes, coding.etag_suffix);
  return {.coding = coding.name, .etag = std::move(etag), .content = http::Body::shared(*bytes, bytes)};
}

bool is_hidden(const std::filesystem::path& name) { return name.filename().native().starts_with('.'); }

}  // namespace

Directory::Directory(std::string path) : path_(std::move(path)) { open_root(path_); }

std::vector<std::string> Directory::names() const {
  std::vector<std::string> names;
  for (auto entry = std::filesystem::recursive_directory_iterator(path_); entry != end(entry); ++entry) {
    std::error_code leads_nowhere;  // a link
    if (is_hidden(entry->path())) {
      entry.disable_recursion_pending();
    } else if (!entry->is_directory(leads_nowhere)) {
      names.push_back(entry->path().lexically_relative(path_).generic_string());
    }
  }
  return names;
}

std::optional<FoundFile> Directory::find(const std::string& name, Worker* reader) const {
  const auto root = open_root(path_);
  const auto plain = open_file(root, name);
  if (!plain) return std::nullopt;
  FoundFile found{.modified = plain->modified(), .forms = {form_of(plain, {}, reader)}};
  for (const auto& coding : codings) {
    const auto compressed = open_file(root, name + std::string(coding.file_suffix));
    // What is older was made of another version. Whoever copies files may keep whole seconds only.
    if (compressed && compressed->modified() / 1000 >= plain->modified() / 1000)
      found.forms.push_back(form_of(compressed, coding, reader));
  }
  return found;
}

bool Directory::has(const std::string& name) const { return open_file(open_root(path_), name) != nullptr; }

}  // namespace kotori::inline v0::routing
