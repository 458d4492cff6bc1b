#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/http/request.hpp"
#include "kotori/sessions/key.hpp"
#include "kotori/sessions/store.hpp"
#include "kotori/sessions/transport.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0::sessions {

class OpenSockets;

/// What a session that is kept at the client looks like there.
enum class Secret : std::uint8_t {
  readable,   ///< signed: the visitor can read it, but not change it
  encrypted,  ///< nor read it
};

/// How far other machines' clocks may be ahead. What is dated later was made by a clock that went wrong.
inline constexpr std::chrono::milliseconds clocks_differ = std::chrono::hours{1};

/// See Options, which says the same of a type of values.
struct Terms {
  Transport::Options transport;
  Secret secret = Secret::readable;
  std::vector<Key> keys;  ///< the first signs, all are believed
  Store* store = nullptr;
  bool adopts = false;
  std::function<std::string(std::string_view value)> user_of;  ///< whose a value is, of its JSON; none: nobody's
  std::chrono::milliseconds max_age{};
  std::optional<std::chrono::milliseconds> idle;
  bool undated = false;
  std::function<UnixMillis()> clock;
};

/// A session as it was found, or will be kept.
struct Kept {
  std::string secret;  ///< what the client has of it, with a store
  std::string id;
  Record record;
};

/// What a request brought.
struct Found {
  std::optional<Kept> session;
  bool brought = false;       ///< something, whatever it is worth
  std::string id;             ///< with a store: which one that would be
  bool outdated = false;      ///< to be written anew: in another form, or with another key
  bool adopted = false;       ///< it is in the store, and the client is to be told of that
  std::uint64_t endings = 0;  ///< how many sessions had ended before it was looked for
};

/// Keeps the sessions of one type, whose values it knows as JSON alone: at the client or in the store. Any loop.
class Keeper {
 public:
  /// Throws std::invalid_argument when the terms contradict each other.
  explicit Keeper(Terms terms);

  bool keeps_at_client() const { return !terms_.store; }
  UnixMillis now() const { return terms_.clock(); }
  const Transport& transport() const { return transport_; }
  OpenSockets& sockets() const { return *sockets_; }
  std::size_t open_sockets() const;

  /// With none at the client: see read().
  Found find_at_client(const Request& request) const;
  Task<Found> find(const Request& request);
  /// Nothing of it is kept yet.
  Kept begin() const;
  /// Whether it is in use for so long that this must be written down.
  bool is_due(const Record& record, UnixMillis now) const;
  /// When it ends if it is used now.
  UnixMillis end_of(const Record& record, UnixMillis now) const;
  /// Gives it to the client. Throws std::length_error when it is too long.
  void send(const Request& request, const Kept& session, UnixMillis now, http::Headers& to) const;

  /// What the store says. A store that is out of order is logged once; all these throw Refused then, with 503.
  Task<std::optional<Record>> read(std::string id);
  Task<bool> write(std::string id, Record record, Writing how);
  Task<bool> erase(std::string id);  ///< and remembers that, for what may yet be adopted
  /// Remembers for a minute that the client is being told of another session, or of none, in place of this one. A
  /// request that was on its way then still brings it, and may not be answered later that there is none.
  Task<> replace(std::string id);
  Task<bool> was_replaced(std::string id);
  /// As erase; sockets that were opened with it are closed.
  Task<bool> end(std::string id);
  Task<std::size_t> end_user(std::string user);

 private:
  /// Names what a client has without telling it.
  std::string id_of(std::string_view secret) const;
  /// By which of the keys, if any, it opens.
  struct Opened {
    Kept kept;
    const Key* key;
    std::string name;  // what it is known by among those that the key has signed
  };
  std::optional<Opened> open(const Request& request) const;
  std::optional<Opened> open_dated(const Request& request, std::string_view value) const;
  std::optional<Opened> open_undated(const Request& request) const;
  /// adoption.cpp
  Task<Found> adopt(const Request& request, Found found);
  Task<bool> was_ended(std::string id, std::string user);
  Task<> remember_end(std::string_view what, std::string name);
  bool is_alive(const Record& record) const;
  Store& store() const;
  template <class T, class F> Task<T> attempt(F call);
  void works();
  void fails(std::string_view error);

  const Terms terms_;
  const Transport transport_;
  const std::shared_ptr<OpenSockets> sockets_;
  std::atomic<bool> failing_ = false;
};

}  // namespace kotori::inline v0::sessions
