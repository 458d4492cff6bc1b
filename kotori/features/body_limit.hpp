#pragma once
#include "kotori/http/feature.hpp"

#include <cstddef>

namespace kotori::inline v0 {

/// How large a body may be, on the routes behind this, that say nothing themselves (HttpRoute::body): more or less than
/// ServeOptions::http.body. Beyond it 413, before the part beyond it is read. Of several, the innermost counts.
struct BodyLimit {
  std::size_t bytes = 0;

  Task<Response> operator()(Request& request, Next next) const;
};

}  // namespace kotori::inline v0
