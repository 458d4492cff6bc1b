#include "kotori/server/origins.hpp"

#include <algorithm>

namespace kotori::inline v0::server {

Result<std::vector<http::Origin>> read_origins(std::span<const std::string> allowed) {
  std::vector<http::Origin> origins;
  for (const auto& text : allowed) {
    auto origin = http::parse_origin(text);
    if (!origin) {
      origin.error().message = "an allowed origin is not right: " + origin.error().message;
      return std::unexpected(origin.error());
    }
    origins.push_back(std::move(*origin));
  }
  return origins;
}

bool may_connect(const Request& request, std::span<const http::Origin> allowed) {
  const auto text = request.headers.joined("Origin");
  if (!text) return true;
  const auto origin = http::parse_origin(*text);  // two of them are a list, and so none
  if (!origin) return false;
  return allowed.empty() ? http::is_own(*origin, request) : std::ranges::find(allowed, *origin) != allowed.end();
}

}  // namespace kotori::inline v0::server
