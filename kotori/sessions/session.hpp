#pragma once
#include "kotori/json/read.hpp"
#include "kotori/json/write.hpp"
#include "kotori/sessions/options.hpp"
#include "kotori/sessions/state.hpp"

#include <coroutine>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace kotori::inline v0::sessions {

template <class V> class Recognising;
template <class V> struct Core;
template <class V> struct Place;

/// The session of whoever asks: `auto& session = co_await request.session<V>();`. It lives as long as the request. What
/// is changed is kept when the handler has answered, whatever that is, but not when it throws; only then the client is
/// told. Of two requests that change one session at once the later one counts, with its whole value.
///
/// Changing it throws std::logic_error once the answer is on its way: in a conversation, and while a response streams.
template <class V> class Session : public State {
 public:
  explicit Session(const Core<V>& core) : State(core.keeper), core_(core) {}

  /// Whether there is one.
  explicit operator bool() const { return value_.has_value(); }
  /// What is in it. Throws std::logic_error when there is none.
  const V& operator*() const {
    require_one();
    return *value_;
  }
  const V* operator->() const { return &**this; }

  /// Changes what is in it, or begins one.
  void set(V value) {
    require_open();
    begin_unless_begun();
    value_ = std::move(value);
    changed_ = true;
  }
  /// Ends it, if there is one, here and at the client; with a store, also the conversations that were opened with it.
  void clear() {
    require_open();
    end();
    value_.reset();
  }
  /// Gives it a new id and begins its max_age anew; what is in it stays. To be done at login, so that who knew it
  /// before knows it no more; who brings the former id, on a request that was on its way, has no session there, and
  /// keeps the new one. Throws std::logic_error when there is none.
  void renew() {
    require_open();
    renew_id();
  }
  // id(), is_new(): see State

  class Asking;
  /// See Request::session().
  static Asking of(const Request& request);

 private:
  friend class Recognising<V>;
  void take(const Request& request);
  Task<> load(const Request& request);
  /// What there is to write down of it.
  std::optional<Record> written() const;

  const Core<V>& core_;
  std::optional<V> value_;
  bool known_ = false;
  bool changed_ = false;
};

/// co_await: the session, which is looked for when it is first asked for. A client that needs a store that is out of
/// order is Refused, with 503.
template <class V> class Session<V>::Asking {
 public:
  Asking(Session& session, const Request& request) : session_(session), request_(request) {}
  bool await_ready() {
    if (session_.known_) return true;
    if (!session_.takes_no_wait()) return false;
    session_.look(request_);
    session_.take(request_);
    return true;
  }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) {
    loading_.emplace(session_.load(request_));
    waiting_.emplace(loading_->operator co_await());
    return waiting_->await_suspend(caller);
  }
  Session& await_resume() {
    if (waiting_) waiting_->await_resume();
    return session_;
  }

 private:
  Session& session_;
  const Request& request_;
  std::optional<Task<>> loading_;
  std::optional<decltype(std::declval<Task<>&>().operator co_await())> waiting_;
};

/// Where a request has it, among its attributes. What it asks of the client's words is no change of the request.
template <class V> struct Place {
  explicit Place(const Core<V>& core) : session(core) {}
  mutable Session<V> session;
};

template <class V> typename Session<V>::Asking Session<V>::of(const Request& request) {
  if (const auto* place = request.attributes.find<Place<V>>()) return {place->session, request};
  throw std::logic_error(
      "these routes have no sessions of this type; or the conversation has begun, and its session cannot change any "
      "more: ask the socket what it is");
}

template <class V> Task<> Session<V>::load(const Request& request) {
  co_await look_and_wait(request);
  take(request);
}

template <class V> void Session<V>::take(const Request& request) {
  if (const auto* text = found())
    if (auto value = json::read<V>(*text)) {
      value_ = *std::move(value);
      go_on();
    }
  known_ = true;
  if (!value_ && core_.start) set(core_.start(request));
}

template <class V> std::optional<Record> Session<V>::written() const {
  if (!value_ || !changed_) return std::nullopt;
  return Record{.value = json::write(*value_), .user = core_.user ? core_.user(*value_) : std::string()};
}

}  // namespace kotori::inline v0::sessions
