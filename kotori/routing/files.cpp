#include "kotori/async/worker.hpp"
#include "kotori/routing/disk_files.hpp"
#include "kotori/routing/file_response.hpp"
#include "kotori/routing/routes.hpp"

#include <filesystem>
#include <memory>

namespace kotori::inline v0 {
namespace {

constexpr auto parameter = "path";

std::string below(std::string_view path) {
  return std::string(path) + (path.ends_with('/') ? "" : "/") + "{" + parameter + "...}";
}

auto answer_from(routing::FileTable table) {
  return [table = std::move(table)](const Request& request) { return table.answer(request, request.path(parameter)); };
}

Task<Response> answer_from_disk(std::string directory, Worker& worker, const Request& request) {
  const auto name = routing::file_name(request.path(parameter));
  if (name.empty()) co_return routing::no_such_file();
  const auto read = [&]() -> std::shared_ptr<const routing::DiskFile> {
    auto bytes = routing::read_beneath(directory, name);
    return bytes ? std::make_shared<const routing::DiskFile>(name, std::move(*bytes)) : nullptr;
  };
  const auto file = co_await worker.run(read);
  co_return file ? routing::file_response(file->view, request, routing::ask_again, file) : routing::no_such_file();
}

}  // namespace

void Routes::files(std::string_view path, std::span<const EmbeddedFile> files) {
  get(below(path), answer_from(routing::FileTable(files)));
}

void Routes::files(std::string_view path, const std::string& directory) {
  const auto read =
      std::make_shared<const std::vector<std::unique_ptr<const routing::DiskFile>>>(routing::read_directory(directory));
  std::vector<EmbeddedFile> files;
  for (const auto& file : *read) files.push_back(file->view);
  get(below(path), answer_from(routing::FileTable(files, read)));
}

void Routes::files(std::string_view path, std::string directory, Worker& worker) {
  (void)std::filesystem::directory_iterator(directory);  // throws when there is none
  get(below(path), [directory = std::move(directory), &worker](const Request& request) {
    return answer_from_disk(directory, worker, request);
  });
}

}  // namespace kotori::inline v0
