#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/cookie.hpp"
#include "kotori/http/request.hpp"
#include "kotori/json/read.hpp"
#include "kotori/sessions/keeper.hpp"
#include "kotori/sessions/key.hpp"
#include "kotori/sessions/store.hpp"

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kotori::inline v0::sessions {

/// How the session of a new visitor begins: any function of nothing, or of const Request&. Every loop calls it, at
/// once. None: sessions begin when they are set.
template <class V> class Start {
 public:
  Start() = default;
  template <class F>
    requires std::invocable<const F&> || std::invocable<const F&, const Request&>
  Start(F function) {
    if constexpr (std::invocable<const F&>) {
      start_ = [function = std::move(function)](const Request&) { return function(); };
    } else {
      start_ = std::move(function);
    }
  }
  explicit operator bool() const { return start_ != nullptr; }
  V operator()(const Request& request) const { return start_(request); }

 private:
  std::function<V(const Request&)> start_;
};

/// V says its own JSON (kotori/json). Without a store all of it is at the client; with one, an id of 256 random bits.
template <class V> struct Options {
  std::string cookie = "session";  ///< over TLS it is called __Host-session, see Transport
  std::string header = {};         ///< if not empty, it travels in this header instead, in requests and answers
  Start<V> start = {};             ///< with it, everyone who is asked for has a session
  Secret secret = Secret::readable;
  Key key = Key::random();
  std::vector<Key> former_keys = {};  ///< what was made with them counts, and is made anew with `key` when asked for
  std::optional<std::reference_wrapper<Store>> store = {};  ///< outlives the routes
  std::function<std::string(const V&)> user = {};           ///< whose it is: for revoke_user, with a store
  /// With a store: what was kept at the client before there was one, as `secret`, `key`, `former_keys` and `undated`
  /// say, goes on in the store when it first comes. However often and wherever it comes, it is one session; and once
  /// that has ended, or its user was revoked, it is none, for which the store keeps a mark until it would have ended by
  /// itself.
  bool adopts = false;

  /// It ends so long after it began, or was renewed: for requests. A conversation or an event stream that is open then
  /// goes on; only a WebSocket can be closed from here, by Sessions::revoke. The same with `idle`.
  std::chrono::seconds max_age = std::chrono::days{365};
  /// Or earlier, so long after it was last asked for. That it was is written down at most every tenth of it, so that it
  /// may end so much early.
  std::optional<std::chrono::seconds> idle = {};

  http::SameSite same_site = http::SameSite::lax;
  bool secure = false;   ///< every request counts as though it came over TLS: a proxy has it, and does not say so
  bool undated = false;  ///< cookies signed before they held a time count as begun now: those of Kotori before 0.1
  std::function<UnixMillis()> clock = unix_millis_now;
};

template <class V> Terms terms_of(Options<V>& options) {
  constexpr std::chrono::seconds longest = std::chrono::days{36'525};
  Terms terms{.transport = {.cookie = std::move(options.cookie),
                            .header = std::move(options.header),
                            .same_site = options.same_site,
                            .secure = options.secure},
              .secret = options.secret,
              .keys = {options.key},
              .store = options.store ? &options.store->get() : nullptr,
              .adopts = options.adopts,
              .max_age = std::min(options.max_age, longest),
              .undated = options.undated,
              .clock = std::move(options.clock)};
  terms.keys.insert(terms.keys.end(), options.former_keys.begin(), options.former_keys.end());
  if (options.user)
    terms.user_of = [user = options.user](std::string_view text) {
      const auto value = json::read<V>(text);
      return value ? user(*value) : std::string();
    };
  if (options.idle) terms.idle = std::min(*options.idle, longest);
  return terms;
}

}  // namespace kotori::inline v0::sessions
