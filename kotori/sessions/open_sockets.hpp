#pragma once
#include "kotori/websocket/tether.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace kotori::inline v0 {
class Loop;
}

namespace kotori::inline v0::sessions {

/// Which open sockets, and those about to open, belong to which session, on all loops of this process: so that they end
/// with it. Any loop may use it.
class OpenSockets : public std::enable_shared_from_this<OpenSockets> {
 public:
  /// For a request that may become a conversation, on its loop: should the session end before that, the conversation
  /// ends as it begins.
  std::unique_ptr<websocket::Tether> tie(std::string id, std::string user);

  /// Closes those of this session with CloseCode::session_ended, each on its loop.
  void end(const std::string& id);
  void end_user(const std::string& user);
  /// Those of a session that was renewed belong to it still.
  void rename(const std::string& former, const std::string& id);

  /// How often sessions have ended, if only to go on under another id: whoever read one before the figure changed, and
  /// has tied its socket after, must look again whether it is still there.
  std::uint64_t endings() const { return endings_; }

  std::size_t size() const;

 private:
  class Tie;
  using Ties = std::multimap<std::string, Tie*>;
  enum class By : bool { id, user };
  Ties& ties(By by) { return by == By::id ? by_id_ : by_user_; }
  void end(By by, const std::string& name);
  void end_here(By by, const std::string& name);

  mutable std::mutex mutex_;
  Ties by_id_, by_user_;
  std::atomic<std::uint64_t> endings_ = 0;
};

}  // namespace kotori::inline v0::sessions
