#include "kotori/features/conditional.hpp"

#include "kotori/http/conditions.hpp"
#include "kotori/http/date.hpp"
#include "kotori/http/text.hpp"

#include <algorithm>
#include <array>
#include <sodium.h>
#include <string>
#include <string_view>

namespace kotori::inline v0 {
namespace {

/// 128 bits of BLAKE2b in hex: nobody can make two contents of one tag.
std::string tag_of(std::string_view content) {
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash;
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(content.data()), content.size(),
                     nullptr, 0);
  std::array<char, hash.size() * 2 + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return "\"" + std::string(hex.data()) + "\"";
}

/// What says how the content is, and so is not said of a 304 (§15.4.5).
void drop_content(Response& response) {
  for (const std::string_view name : {"Content-Type", "Content-Encoding", "Content-Language", "Content-Range"})
    response.headers.remove(name);
  response.body = {};
  response.pieces = nullptr;
  response.length.reset();
}

}  // namespace

Task<Response> Conditional::operator()(Request& request, Next next) const {
  auto response = co_await next(request);
  if ((request.method != "GET" && request.method != "HEAD") || response.status != Status::ok) co_return response;
  if (!response.headers.contains("ETag") && !response.pieces && response.body.view().size() <= tagged &&
      !response.headers.list_holds("Cache-Control", "no-store"))
    response.headers.add("ETag", tag_of(response.body.view()));
  const std::string etag(response.headers.find("ETag").value_or(""));
  const auto modified = response.headers.find("Last-Modified");
  switch (http::check_preconditions(
      request, {.etag = etag, .last_modified = modified ? http::parse_http_date(*modified) : std::nullopt})) {
    case http::Precondition::holds: break;
    case http::Precondition::not_modified:
      response.status = Status::not_modified;
      drop_content(response);
      break;
    case http::Precondition::failed:
      co_return Response::text("It is not, or no longer, as the condition of the request says.\n",
                               Status::precondition_failed);
  }
  co_return response;
}

}  // namespace kotori::inline v0
