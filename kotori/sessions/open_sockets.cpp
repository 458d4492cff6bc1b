#include "kotori/sessions/open_sockets.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/websocket/connection.hpp"

#include <set>
#include <utility>
#include <vector>

namespace kotori::inline v0::sessions {

/// In both maps as long as it lives. All but its places there belongs to its loop.
class OpenSockets::Tie final : public websocket::Tether {
 public:
  Tie(std::shared_ptr<OpenSockets> of, std::string id, std::string user) : of_(std::move(of)) {
    const std::lock_guard lock{of_->mutex_};
    by_id_ = of_->by_id_.emplace(std::move(id), this);
    by_user_ = user.empty() ? of_->by_user_.end() : of_->by_user_.emplace(std::move(user), this);
  }
  ~Tie() override {
    const std::lock_guard lock{of_->mutex_};
    of_->by_id_.erase(by_id_);
    if (by_user_ != of_->by_user_.end()) of_->by_user_.erase(by_user_);
  }

  void hold(websocket::Connection& connection) override {
    connection_ = &connection;
    if (ended_) end();
  }
  void end() {
    ended_ = true;
    if (connection_) connection_->close(CloseCode::session_ended, "this session has ended");
  }
  Loop& loop() const { return loop_; }

  Ties::iterator by_id_;  // changed by rename()

 private:
  const std::shared_ptr<OpenSockets> of_;
  Loop& loop_ = *Loop::current();
  Ties::iterator by_user_;
  websocket::Connection* connection_ = nullptr;
  bool ended_ = false;
};

std::unique_ptr<websocket::Tether> OpenSockets::tie(std::string id, std::string user) {
  return std::make_unique<Tie>(shared_from_this(), std::move(id), std::move(user));
}

void OpenSockets::end(const std::string& id) { end(By::id, id); }
void OpenSockets::end_user(const std::string& user) { end(By::user, user); }

/// The jobs are posted under the lock: a tie that is there keeps its loop alive.
void OpenSockets::end(By by, const std::string& name) {
  const std::lock_guard lock{mutex_};
  ++endings_;
  std::set<Loop*> loops;
  const auto [first, last] = ties(by).equal_range(name);
  for (auto place = first; place != last; ++place) loops.insert(&place->second->loop());
  for (auto* loop : loops) loop->post([self = shared_from_this(), by, name] { self->end_here(by, name); });
}

/// Nothing of this loop comes or goes meanwhile.
void OpenSockets::end_here(By by, const std::string& name) {
  std::vector<Tie*> here;
  {
    const std::lock_guard lock{mutex_};
    const auto [first, last] = ties(by).equal_range(name);
    for (auto place = first; place != last; ++place)
      if (&place->second->loop() == Loop::current()) here.push_back(place->second);
  }
  for (auto* tie : here) tie->end();
}

void OpenSockets::rename(const std::string& former, const std::string& id) {
  const std::lock_guard lock{mutex_};
  ++endings_;  // who has read the former one, and ties its socket from now on, would tie it to nothing
  for (auto place = by_id_.find(former); place != by_id_.end(); place = by_id_.find(former)) {
    auto node = by_id_.extract(place);
    node.key() = id;
    auto* tie = node.mapped();
    tie->by_id_ = by_id_.insert(std::move(node));
  }
}

std::size_t OpenSockets::size() const {
  const std::lock_guard lock{mutex_};
  return by_id_.size();
}

}  // namespace kotori::inline v0::sessions
