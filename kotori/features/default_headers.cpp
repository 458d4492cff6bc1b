#include "kotori/features/default_headers.hpp"

namespace kotori::inline v0 {

DefaultHeaders::DefaultHeaders(std::initializer_list<http::Field> fields) {
  for (const auto& field : fields) headers_.add(field.name, field.value);
  http::check_framing(headers_);
}

Task<Response> DefaultHeaders::operator()(Request& request, Next next) const {
  auto response = co_await next(request);
  response.headers.add_missing(headers_);
  co_return response;
}

}  // namespace kotori::inline v0
