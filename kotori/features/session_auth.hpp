#pragma once
#include "kotori/features/authentication.hpp"
#include "kotori/http/feature.hpp"
#include "kotori/sessions/session.hpp"

#include <functional>
#include <string>

namespace kotori::inline v0 {

/// A feature: only visitors with a session of type V get in; routes.sessions<V>() stands before it. All others are
/// answered 401, and no WebSocket opens; a browser that wants a page is sent to log in instead. Who it is, is their
/// session: request.session<V>() and socket.session<V>().
///
///     inside.install(SessionAuth<Member>{.login = "/login"});
template <class V> struct SessionAuth {
  std::function<bool(const V&)> allows = {};  ///< none: whoever has a session; called on every loop, at once
  /// Where browsers are sent that want a page, with ?next= and what they wanted, a path of this server; empty: nowhere.
  std::string login = {};
  std::string realm = "Kotori";

  /// Throws std::invalid_argument when a header cannot hold the realm or the place to log in.
  operator http::Feature() const {
    return
        [allows = allows, door = features::SessionDoor{login, realm}](Request& request, Next next) -> Task<Response> {
          auto& session = co_await request.session<V>();
          if (session && (!allows || allows(*session))) co_return co_await features::let_in(request, next);
          co_return door.away(request);
        };
  }
};

}  // namespace kotori::inline v0
