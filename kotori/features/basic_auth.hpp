#pragma once
#include "kotori/features/authentication.hpp"
#include "kotori/http/feature.hpp"

#include <memory>
#include <string>
#include <utility>

namespace kotori::inline v0 {

/// A feature: a user and a password with every request (RFC 7617), which a browser asks its user for. Who has none that
/// are right is answered 401, and no WebSocket opens. Over plain http everybody on the way can read them: one warning
/// is logged.
///
/// `check` is called with both (std::string, std::string), on every loop, at once, and gives an optional principal, or
/// a task of one: request.principal<P>() and socket.principal<P>() tell it afterwards. See Passwords for what to keep
/// of passwords, and same_secret() for how to compare those that are not hashed.
///
///     routes.install(BasicAuth{.realm = "Backups", .check = [&](std::string user, std::string password)
///         -> Task<std::optional<Admin>> { ... }});
template <class Check> struct BasicAuth {
  std::string realm = "Kotori";
  Check check;

  /// Throws std::invalid_argument when a header cannot hold the realm.
  operator http::Feature() && {
    return [challenge = features::challenge("Basic", realm, ", charset=\"UTF-8\""), check = std::move(check),
            plain = std::make_shared<features::PlainPasswords>()](Request& request, Next next) -> Task<Response> {
      if (auto said = features::basic_credentials(request)) {
        plain->look_at(request);
        auto principal = co_await features::ask(check, std::move(said->user), std::move(said->password));
        if (principal) {
          request.attributes.set(*std::move(principal));
          co_return co_await features::let_in(request, next);
        }
      }
      co_return features::unauthorized(challenge, "a user and a password are wanted here");
    };
  }
};

}  // namespace kotori::inline v0
