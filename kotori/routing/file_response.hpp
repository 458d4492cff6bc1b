#pragma once
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"
#include "kotori/routing/embedded_file.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0::routing {

/// Which file a path below a route means: its own name, or index.html for one that is empty or ends in a slash. Empty
/// for what no file is called: NUL, backslash, and segments that are empty or begin with a dot.
std::string file_name(std::string_view path);

/// What asks again each time, and what never: names of assets change with their content.
inline constexpr std::string_view ask_again = "no-cache";
inline constexpr std::string_view keep_for_ever = "public, max-age=31536000, immutable";

/// The file, compressed if the client accepts that, or 304 if the client has it. `owner` keeps the file's bytes.
Response file_response(const EmbeddedFile& file, const Request& request, std::string_view cache_control,
                       std::shared_ptr<const void> owner = {});

Response no_such_file();

/// Files in memory by their names.
class FileTable {
 public:
  /// `owner` keeps the bytes that the files refer to; without one they live as long as the program.
  explicit FileTable(std::span<const EmbeddedFile> files, std::shared_ptr<const void> owner = {});
  Response answer(const Request& request, std::string_view path) const;

 private:
  std::vector<EmbeddedFile> files_;  // sorted by path
  std::shared_ptr<const void> owner_;
};

}  // namespace kotori::inline v0::routing
