#pragma once
#include "kotori/http/feature.hpp"
#include "kotori/sessions/answers.hpp"
#include "kotori/sessions/kind.hpp"
#include "kotori/sessions/options.hpp"
#include "kotori/sessions/session.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace kotori::inline v0::sessions {

/// What the routes and their owner share of the sessions of one type.
template <class V> struct Core {
  explicit Core(Options<V> options)
      : keeper(terms_of(options)), start(std::move(options.start)), user(std::move(options.user)) {}
  mutable Keeper keeper;
  const Start<V> start;
  const std::function<std::string(const V&)> user;
};

/// The feature that lets a request have a session.
template <class V> class Recognising {
 public:
  explicit Recognising(std::shared_ptr<const Core<V>> core) : core_(std::move(core)) {}

  Task<Response> operator()(Request& request, Next next) const {
    if (request.attributes.find<Place<V>>()) throw std::logic_error("these routes have sessions of this type twice");
    auto& session = request.attributes.emplace<Place<V>>(*core_).session;
    auto response = co_await next(request);
    const bool opens = response.status == http::Status::switching_protocols;
    if (opens || session.known_) co_await settle(request, session, response);
    if (response.status != http::Status::switching_protocols) co_return response;
    if (session) request.attributes.set<V>(*std::move(session.value_));
    request.attributes.erase<Place<V>>();
    co_return response;
  }

 private:
  /// What has become of the session, and what the client is told of it.
  Task<> settle(Request& request, Session<V>& session, Response& response) const {
    http::Headers more;
    try {
      const bool opens = response.status == http::Status::switching_protocols;
      if (opens) co_await Session<V>::of(request);
      bool goes_on = co_await session.keep(request, session.written(), more);
      if (opens && goes_on && session) goes_on = co_await session.tie(request);
      if (opens && !goes_on) response = ended();
    } catch (const http::Refused& refused) {
      response = answer_to(refused);
    }
    tell(response, more);
  }

  std::shared_ptr<const Core<V>> core_;
};

/// Sessions of one type, for those who end them from outside: `Sessions<Visitor> visitors{{.store = store}};
/// routes.sessions(visitors); ... co_await visitors.revoke(id);`. Copies are the same sessions. Any loop may call them.
template <class V> class Sessions {
 public:
  /// Throws std::invalid_argument when the options contradict each other, or no browser would keep such a cookie.
  explicit Sessions(Options<V> options) : core_(std::make_shared<const Core<V>>(std::move(options))) {}

  /// Ends the session with this id, and closes the conversations that were opened with it, on all loops of this
  /// process, with CloseCode::session_ended; one that opens meanwhile does not get away. Only WebSockets are: an event
  /// stream, or another answer that is on its way, goes on to its end. False: there was none. Throws Refused, 503, when
  /// the store is out of order, and std::logic_error without one.
  Task<bool> revoke(std::string id) const { return core_->keeper.end(std::move(id)); }
  /// The same for all sessions of a user, see Options::user. How many there were.
  Task<std::size_t> revoke_user(std::string user) const { return core_->keeper.end_user(std::move(user)); }

  /// How many conversations of those who have a session are open, or about to; with a store.
  std::size_t open_sockets() const { return core_->keeper.open_sockets(); }

  /// See Routes::sessions.
  Recognising<V> feature() const { return Recognising<V>{core_}; }
  Kind kind() const { return {&type_of<V>, core_->keeper.transport().carrier()}; }

 private:
  std::shared_ptr<const Core<V>> core_;
};

}  // namespace kotori::inline v0::sessions

namespace kotori::inline v0 {
using sessions::Session;
using sessions::Sessions;
}  // namespace kotori::inline v0
