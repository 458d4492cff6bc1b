#pragma once
#include "kotori/sessions/keeper.hpp"

#include <optional>
#include <string>

namespace kotori::inline v0::sessions {

/// What a request has of its session, but for the value: what was found, what was made of it, and whether it can still
/// be changed.
class State {
 public:
  explicit State(Keeper& keeper) : keeper_(keeper) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// What it is known by, where it can be told: by this it is revoked, and nobody can use it in its place. Throws
  /// std::logic_error when there is none.
  const std::string& id() const;
  /// Whether there is one that nobody had before: the client brought none.
  bool is_new() const { return now_ && !renewed_ && !(found_.session && found_.session->id == now_->id); }

 protected:
  ~State() = default;

  bool looked() const { return looked_; }
  bool takes_no_wait() const { return keeper_.keeps_at_client(); }
  void look(const Request& request);
  Task<> look_and_wait(const Request& request);
  /// The JSON that was found; null: none.
  const std::string* found() const { return found_.session ? &found_.session->record.value : nullptr; }
  /// What was found is believed.
  void go_on() { now_ = found_.session; }

  /// Throws std::logic_error once nothing can be sent any more that would keep a change.
  void require_open() const;
  void require_one() const;
  void begin_unless_begun();
  void renew_id();
  void end() { now_.reset(), renewed_ = false; }

  /// Keeps what has changed and tells the client: the last thing that happens to it. `written`: what the value is now,
  /// if it may have changed. False when it has ended meanwhile.
  Task<bool> keep(const Request& request, std::optional<Record> written, http::Headers& to);
  /// For a conversation: it ends with its session. False when that has ended meanwhile. Nothing to do at the client.
  Task<bool> tie(Request& request);

 private:
  Task<> forget(const Request& request, http::Headers& to);
  Task<bool> look_again();
  Task<bool> store(std::optional<Kept> before, bool fresh);
  Task<bool> move(const std::string& from);

  Keeper& keeper_;
  Found found_;
  std::optional<Kept> now_;
  bool looked_ = false;
  bool renewed_ = false;  // it is what was found, under another id
  bool sealed_ = false;
};

}  // namespace kotori::inline v0::sessions
