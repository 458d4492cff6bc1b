#include "kotori/features/body_limit.hpp"

namespace kotori::inline v0 {

Task<Response> BodyLimit::operator()(Request& request, Next next) const {
  request.body_limit = bytes;
  return next(request);
}

}  // namespace kotori::inline v0
