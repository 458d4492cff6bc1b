#include "kotori/features/default_headers.hpp"

#include "kotori/http/failure_headers.hpp"

namespace kotori::inline v0 {

DefaultHeaders::DefaultHeaders(std::initializer_list<http::Field> fields) {
  for (const auto& field : fields) headers_.add(field.name, field.value);
  http::check_framing(headers_);
}

Task<Response> DefaultHeaders::operator()(Request& request, Next next) const {
  try {
    auto response = co_await next(request);
    response.headers.add_missing(headers_);
    co_return response;
  } catch (...) {
    http::add_to_failure(request, headers_);
    throw;
  }
}

}  // namespace kotori::inline v0
