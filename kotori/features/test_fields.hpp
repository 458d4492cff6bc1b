#pragma once
#include "kotori/http/feature.hpp"

#include <initializer_list>

namespace kotori::inline v0 {

/// The headers of a test's request.
inline http::Headers fields(std::initializer_list<http::Field> list) {
  http::Headers headers;
  for (const auto& field : list) headers.add(field.name, field.value);
  return headers;
}

/// Stands in for a proxy that is trusted to say that it was asked in secret.
struct AsOverTls {
  Task<Response> operator()(Request& request, Next next) const {
    request.over_tls = true;
    return next(request);
  }
};

}  // namespace kotori::inline v0
