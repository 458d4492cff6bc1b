#pragma once
#include "kotori/http/feature.hpp"

#include <initializer_list>

namespace kotori::inline v0 {

/// Headers that every answer gets, the 101 of an upgrade too, unless it has one of that name:
/// `routes.install(DefaultHeaders{{"Server", "kotori"}});`
///
/// Date, Connection and what frames the content are the server's. What is thrown is answered with them, too.
class DefaultHeaders {
 public:
  /// Throws std::invalid_argument for what is no header, and for those that are the server's.
  DefaultHeaders(std::initializer_list<http::Field> fields);

  Task<Response> operator()(Request& request, Next next) const;

 private:
  http::Headers headers_;
};

}  // namespace kotori::inline v0
