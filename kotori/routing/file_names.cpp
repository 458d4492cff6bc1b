#include "kotori/routing/file_names.hpp"

#include "kotori/http/accept.hpp"

#include <algorithm>
#include <stdexcept>

namespace kotori::inline v0::routing {
namespace {

bool is_sound(std::string_view name) {
  return !name.empty() && !name.starts_with('/') && !name.starts_with('.') && !name.contains("//") &&
         !name.contains("/.") && !name.contains('\\') && !name.contains('\0');
}

bool is_excluded(std::string_view name, const FilesRoute& route) {
  return std::ranges::any_of(route.exclude, [&](const auto& pattern) { return fits(name, pattern); });
}

}  // namespace

std::string file_name(std::string_view path, const FilesRoute& route) {
  std::string name(path);
  if (name.empty() || name.ends_with('/')) {
    if (route.index.empty()) return {};
    name += route.index;
  }
  return is_sound(name) && !is_excluded(name, route) ? name : std::string{};
}

bool fits(std::string_view name, std::string_view pattern) {
  std::size_t at = 0, wanted = 0;
  auto star = pattern.npos;     // the last * that was met
  std::size_t behind_star = 0;  // what it stands for ends here so far
  while (at < name.size()) {
    if (wanted < pattern.size() && pattern[wanted] == '*') {
      star = wanted++;
      behind_star = at;
    } else if (wanted < pattern.size() && pattern[wanted] == name[at]) {
      ++wanted;
      ++at;
    } else if (star != pattern.npos) {
      wanted = star + 1;
      at = ++behind_star;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', wanted) == pattern.npos;
}

bool wants_page(const Request& request, std::string_view path) {
  if (path.substr(path.rfind('/') + 1).contains('.')) return false;
  const auto accepted = request.headers.joined("Accept");
  if (!accepted) return false;
  // That anything will do is what scripts say, too: they are better told that there is nothing.
  std::string_view list = *accepted;
  while (const auto preference = http::take_preference(list))
    if (preference->weight > 0 && http::weight_of_media_type(preference->name, "text/html") &&
        preference->name != "*/*")
      return true;
  return false;
}

std::string_view cache_control(std::string_view name, const FilesRoute& route) {
  for (const auto& [prefix, value] : route.caching)
    if (name.starts_with(prefix)) return value;
  return "no-cache";
}

void check(const FilesRoute& route) {
  if (!route.index.empty() && (!is_sound(route.index) || route.index.contains('/')))
    throw std::invalid_argument("this cannot be the index of a directory: " + route.index);
  if (!route.fallback.empty() && (!is_sound(route.fallback) || is_excluded(route.fallback, route)))
    throw std::invalid_argument("this file is not served, so it cannot be the fallback: " + route.fallback);
  for (const auto& [prefix, value] : route.caching)
    http::Headers{}.add("Cache-Control", value);  // throws for what is no header
}

Response redirect_to_directory(const Request& request) {
  std::string location(request.raw_path());
  location += '/';
  if (!request.query().empty()) location.append("?").append(request.query());
  auto response = Response::redirect(location, Status::permanent_redirect);
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

Response no_such_file(const FilesRoute& route) {
  auto response = Response::text("There is nothing here.\n", Status::not_found);
  if (!route.fallback.empty()) response.headers.add("Vary", "Accept");
  return response;
}

}  // namespace kotori::inline v0::routing
