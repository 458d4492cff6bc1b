#include "kotori/client/redirect.hpp"

#include <fmt/format.h>
#include <tuple>
#include <utility>

namespace kotori::inline v0::client {
namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool becomes_get(int status, const std::string& method) {
  return status == 303 ? method != "HEAD" : (status == 301 || status == 302) && method == "POST";
}

bool same_origin(const Url& one, const Url& other) {
  return std::tie(one.scheme, one.host, one.port) == std::tie(other.scheme, other.host, other.port);
}

}  // namespace

Result<std::optional<Url>> redirected(const Url& from, const ClientResponse& answer, ClientRequest& request) {
  const auto location = answer.headers.find("Location");
  if (!is_redirect(answer.status) || !location) return std::nullopt;
  auto to = resolve(from, *location);
  if (!to || to->is_websocket() || (from.is_secret() && !to->is_secret())) {
    const auto why = !to ? to.error().message : fmt::format("{} is not followed from {}", to->text(), from.scheme);
    return std::unexpected(Error{ErrorCode::misfit, "the server redirects badly: " + why, {}});
  }
  if (becomes_get(answer.status, request.method)) {
    request.method = "GET";
    request.body.clear();
    for (const auto* of_body : {"Content-Type", "Content-Encoding", "Content-Language", "Content-Location"})
      request.headers.remove(of_body);
  }
  if (!same_origin(from, *to))
    for (const auto* secret : {"Authorization", "Cookie", "Proxy-Authorization"}) request.headers.remove(secret);
  return std::move(*to);
}

}  // namespace kotori::inline v0::client
