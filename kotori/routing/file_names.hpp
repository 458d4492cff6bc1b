#pragma once
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"
#include "kotori/routing/files_route.hpp"

#include <string>
#include <string_view>

/// Which file a request for one means.
namespace kotori::inline v0::routing {

/// The file's name: the path below the route itself, or the index of one that is empty or ends in a slash. Empty for
/// what is not served: NUL, backslash, segments that are empty or begin with a dot, and what is excluded.
std::string file_name(std::string_view path, const FilesRoute& route);

/// Whether a name is as a * pattern says. Takes time in the product of their lengths, no more.
bool fits(std::string_view name, std::string_view pattern);

/// Whether the fallback would do, were there no file.
bool wants_page(const Request& request, std::string_view path);

std::string_view cache_control(std::string_view name, const FilesRoute& route);

/// Throws std::invalid_argument when the index or the fallback could never be served.
void check(const FilesRoute& route);

/// To the same path with a slash behind it.
Response redirect_to_directory(const Request& request);

Response no_such_file(const FilesRoute& route);

}  // namespace kotori::inline v0::routing
