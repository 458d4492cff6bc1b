#include "adapters/log_sqlite/group_commit.hpp"

#include "kotori/base/log.hpp"
#include "kotori/base/match.hpp"

#include <exception>
#include <map>
#include <utility>

namespace adapters::sqlite {

GroupCommit::GroupCommit(const std::filesystem::path& file, kotori::Worker& worker, std::size_t most_pending)
    : store_(file), worker_(worker), most_pending_(most_pending) {}

bool GroupCommit::take(Request& request) {
  bool first = false;
  {
    const std::lock_guard lock{mutex_};
    if (pending_ == most_pending_ || refusing_.contains(request.home)) return false;
    waiting_.push_back(&request);
    ++pending_;
    first = !std::exchange(coming_, true);
  }
  // The job keeps us alive: it may come round once more when nobody waits any longer.
  if (first) worker_.post([self = shared_from_this()] { self->commit_pending(); });
  return true;
}

void GroupCommit::commit_pending() {
  Group group;
  {
    const std::lock_guard lock{mutex_};
    group.swap(waiting_);
    coming_ = false;
  }
  if (group.empty()) return;
  const bool kept = commit(group);
  if (!kept) group = refuse(std::move(group));
  answer(group, kept);
}

bool GroupCommit::commit(const Group& group) {
  try {
    store_.begin();
    for (auto* request : group)
      kotori::match(
          request->what, [&](const chat::Intent& intent) { request->outcome = store_.append(intent); },
          [&](const chat::UserId& user) { request->visitor = store_.admit(user); });
    store_.commit();
    return true;
  } catch (const std::exception& failure) {
    kotori::log::error("log cannot store", {{"why", failure.what()}, {"refused", group.size()}});
    store_.roll_back();
    return false;
  }
}

// With the group, everything that waits behind it is refused, and what follows it from the same loops: otherwise later
// facts of a room could be kept where earlier ones were not.
GroupCommit::Group GroupCommit::refuse(Group group) {
  const std::lock_guard lock{mutex_};
  group.insert(group.end(), waiting_.begin(), waiting_.end());
  waiting_.clear();
  for (auto* request : group) {
    request->outcome = chat::Unavailable{};
    request->visitor.reset();
    refusing_.insert(request->home);
  }
  return group;
}

void GroupCommit::answer(const Group& group, bool kept) {
  std::map<kotori::Loop*, std::vector<std::coroutine_handle<>>> by_loop;
  for (const auto* request : group) by_loop[request->home].push_back(request->waiting);
  {
    const std::lock_guard lock{mutex_};
    pending_ -= group.size();
  }
  for (auto& [home, waiting] : by_loop)
    home->post([self = shared_from_this(), loop = home, kept, callers = std::move(waiting)] {
      for (const auto caller : callers) caller.resume();
      if (!kept) self->heard(*loop);
    });
}

void GroupCommit::heard(kotori::Loop& loop) {
  const std::lock_guard lock{mutex_};
  refusing_.erase(&loop);
}

}  // namespace adapters::sqlite
