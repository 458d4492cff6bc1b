#pragma once
#include "kotori/async/task.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/json/shape.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace kotori::inline v0::sessions {

/// A session as it is kept, on its own or inside what a client brings back.
struct Record {
  std::string value;       ///< JSON
  std::string user;        ///< whose it is, as Options::user says; empty: nobody's
  UnixMillis begun = 0;    ///< or renewed
  UnixMillis used = 0;     ///< about when, see Options::idle
  UnixMillis expires = 0;  ///< from then on it counts for nothing and may be dropped
  static constexpr auto json = json::shape(json::field("value", &Record::value), json::field("user", &Record::user),
                                           json::field("begun", &Record::begun), json::field("used", &Record::used),
                                           json::field("expires", &Record::expires));
  bool operator==(const Record&) const = default;
};

/// The largest value of a session that is kept in a store.
inline constexpr std::size_t longest_value = std::size_t{64} * 1024;

enum class Writing : std::uint8_t {
  begin,  ///< under an id that is new
  again,  ///< in place of what is there; if there is nothing, nothing is written: what was revoked does not come back
};

/// Where sessions are kept. Three coroutines make one of your own; every loop calls them, at once. An id is 43 letters,
/// digits, - and _, made here: nobody can guess it, and it does not tell what the client has. What they throw means
/// that the store is out of order: whoever needs it is answered 503 and may come back.
class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  /// Empty: there is none. One that has expired may be given, or not.
  virtual Task<std::optional<Record>> read(std::string id) = 0;
  /// Of two writes the last one counts, whole. False: see Writing::again. What was written is read by whoever asks
  /// after that.
  virtual Task<bool> write(std::string id, Record record, Writing how) = 0;
  /// False: there was none.
  virtual Task<bool> erase(std::string id) = 0;
  /// Erases all of this user and says which. Without it, users cannot be revoked: NoUsers is thrown.
  struct NoUsers : std::logic_error {
    NoUsers() : std::logic_error("this store of sessions does not know whose they are") {}
  };
  virtual Task<std::vector<std::string>> erase_user(std::string user);

  /// Of a store that several processes share: `heard` is called with the id of each session that one of them erases,
  /// soon after that, at least once, on any thread, for as long as there is the store. So their open sockets end, too.
  virtual void listen(std::function<void(const std::string& id)> /*heard*/) {}
};

}  // namespace kotori::inline v0::sessions
