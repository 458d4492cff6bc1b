#pragma once
#include "kotori/http/feature.hpp"

#include <cstddef>

namespace kotori::inline v0 {

/// Spares who has an answer already its content: GET and HEAD are answered 304 when If-None-Match or If-Modified-Since
/// say so, and 412 when If-Match or If-Unmodified-Since do (RFC 9110 §13). What is whole, and not too large, gets an
/// ETag of its bytes, unless it has one; what has an ETag or Last-Modified of its own is held against that. The handler
/// does its work all the same.
///
/// What changes something must ask before it does: `http::require_preconditions(request, {.etag = tag})`, see
/// kotori/http/conditions.hpp. Install this behind Compress.
struct Conditional {
  std::size_t tagged = 1024UL * 1024;  ///< the largest content that gets an ETag of its bytes

  Task<Response> operator()(Request& request, Next next) const;
};

}  // namespace kotori::inline v0
