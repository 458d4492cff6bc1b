#pragma once
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"
#include "kotori/routing/embedded_file.hpp"
#include "kotori/routing/files_route.hpp"
#include "kotori/routing/served_file.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kotori::inline v0::routing {

/// Files in memory by their names. Their heads are written once.
class FileTable {
 public:
  /// The bytes live as long as the program.
  FileTable(std::span<const EmbeddedFile> files, FilesRoute route);
  /// All files of a directory, read now. Throws std::system_error.
  FileTable(const std::string& directory, FilesRoute route);

  /// `path` is the request's below the route.
  Response answer(const Request& request, std::string_view path) const;

 private:
  void add(const std::string& name, ServedFile::Head head, const std::vector<FileForm>& forms);
  void check() const;
  bool is_directory(const std::string& name) const;

  FilesRoute route_;
  std::map<std::string, ServedFile, std::less<>> files_;
  std::optional<ServedFile> fallback_;
};

}  // namespace kotori::inline v0::routing
