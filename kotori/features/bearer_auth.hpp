#pragma once
#include "kotori/features/authentication.hpp"
#include "kotori/http/feature.hpp"

#include <string>
#include <utility>

namespace kotori::inline v0 {

/// A feature: a token with every request, in Authorization: Bearer (RFC 6750 §2.1), for programs; a browser's page
/// cannot send it with a WebSocket. Who has none that is right is answered 401, and no WebSocket opens. A token is
/// never taken from a URL, which others write down.
///
/// `check` is called with it (std::string), on every loop, at once, and gives an optional principal, or a task of one:
/// request.principal<P>() and socket.principal<P>() tell it afterwards. See same_secret() for comparing tokens.
template <class Check> struct BearerAuth {
  std::string realm = "Kotori";
  Check check;

  /// Throws std::invalid_argument when a header cannot hold the realm.
  operator http::Feature() && {
    return [none = features::challenge("Bearer", realm),
            wrong = features::challenge("Bearer", realm, ", error=\"invalid_token\""),
            check = std::move(check)](Request& request, Next next) -> Task<Response> {
      auto token = features::bearer_token(request);
      if (!token) co_return features::unauthorized(none, "a token is wanted here");
      auto principal = co_await features::ask(check, *std::move(token));
      if (!principal) co_return features::unauthorized(wrong, "the token is not right");
      request.attributes.set(*std::move(principal));
      co_return co_await features::let_in(request, next);
    };
  }
};

}  // namespace kotori::inline v0
