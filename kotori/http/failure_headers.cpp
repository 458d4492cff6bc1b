#include "kotori/http/failure_headers.hpp"

#include "kotori/http/response.hpp"

namespace kotori::inline v0::http {

void add_to_failure(Request& request, const Headers& headers) {
  check_framing(headers);
  auto* all = request.attributes.find<FailureHeaders>();
  if (!all) all = &request.attributes.set(FailureHeaders{});
  all->headers.add_missing(headers);
}

}  // namespace kotori::inline v0::http
