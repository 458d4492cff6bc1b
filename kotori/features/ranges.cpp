#include "kotori/features/ranges.hpp"

#include "kotori/http/date.hpp"
#include "kotori/http/partial_content.hpp"

#include <string>

namespace kotori::inline v0 {

Task<Response> Ranges::operator()(Request& request, Next next) const {
  auto response = co_await next(request);
  if (response.status != Status::ok || response.pieces || response.headers.contains("Accept-Ranges"))
    co_return response;
  if (request.method != "GET" && request.method != "HEAD") co_return response;
  response.headers.add("Accept-Ranges", "bytes");
  const std::string etag(response.headers.find("ETag").value_or(""));
  http::Validators validators{.etag = etag};
  if (const auto date = response.headers.find("Last-Modified")) validators.last_modified = http::parse_http_date(*date);
  http::give_ranges(response, request, validators);
  co_return response;
}

}  // namespace kotori::inline v0
