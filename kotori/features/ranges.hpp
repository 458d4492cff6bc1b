#pragma once
#include "kotori/http/feature.hpp"

namespace kotori::inline v0 {

/// Gives clients the parts that they ask for (Range, If-Range; RFC 9110 §14) of any answer of status 200 that has a
/// whole body and does not speak of Accept-Ranges itself: `routes.install(Ranges{});`. Static files need it not, they
/// have ranges of their own.
///
/// Install it in front of Conditional, whose ETag If-Range is held against, and behind Compress, which leaves parts
/// alone: parts are of the bytes that come from behind.
struct Ranges {
  Task<Response> operator()(Request& request, Next next) const;
};

}  // namespace kotori::inline v0
