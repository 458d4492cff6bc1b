#pragma once
#include "kotori/http/request.hpp"

namespace kotori::inline v0::http {

/// What is thrown has no headers that a feature could add to. These go with the answer to it, unless it has one of that
/// name, whoever makes it: ErrorPages, or the server, which says 500. A feature calls this when an exception passes it,
/// and throws on. Throws std::invalid_argument for headers that are the server's.
void add_to_failure(Request& request, const Headers& headers);

/// An attribute of the request: what was added so.
struct FailureHeaders {
  Headers headers;
};

}  // namespace kotori::inline v0::http
