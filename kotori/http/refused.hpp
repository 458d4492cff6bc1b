#pragma once
#include "kotori/http/headers.hpp"
#include "kotori/http/status.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace kotori::inline v0::http {

/// Thrown by a handler that cannot grant what it is asked for, and by what it asks of its request: the client is
/// answered with this status, these headers and the sentence. `throw Refused{Status::not_found, "There is no such
/// room."}` A feature that answers in words of its own finds it among the request's attributes.
struct Refused : std::runtime_error {
  Refused(Status with, const std::string& sentence, Headers more = {})
      : std::runtime_error(sentence), status(with), headers(std::move(more)) {}
  Status status;
  Headers headers;
  /// Which part of the request is wrong: a parameter's name, a place in the body ("resume.lobby.seq"). May be empty.
  std::string path = {};
};

}  // namespace kotori::inline v0::http

namespace kotori::inline v0 {
using http::Refused;
}
