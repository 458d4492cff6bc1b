#include "adapters/log_rows/requests.hpp"

namespace adapters {

Requests::Taken Requests::take(Request& request) {
  const std::lock_guard lock{mutex_};
  if (pending_ == most_pending_) return Taken::refused;
  if (is_append(&request)) {
    auto why = refusing_all_;
    if (const auto refusal = refusing_.find(request.home); refusal != refusing_.end()) why = refusal->second;
    if (why) {
      request.outcome = *why;
      return Taken::refused;
    }
  }
  waiting_.push_back(&request);
  ++pending_;
  return std::exchange(told_, true) ? Taken::behind_others : Taken::first;
}

Requests::Group Requests::next() {
  const std::lock_guard lock{mutex_};
  told_ = false;
  return std::exchange(waiting_, {});
}

Requests::Group Requests::refuse(Group group, chat::Unavailable why) {
  const std::lock_guard lock{mutex_};
  group.insert(group.end(), waiting_.begin(), waiting_.end());
  waiting_.clear();
  for (auto* request : group) {
    request->outcome = why;
    refusing_[request->home] = why;
  }
  return group;
}

void Requests::answer(const Group& group, bool kept) {
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

void Requests::refuse_appends(std::optional<chat::Unavailable> why) {
  const std::lock_guard lock{mutex_};
  refusing_all_ = why;
}

void Requests::heard(kotori::Loop& loop) {
  const std::lock_guard lock{mutex_};
  refusing_.erase(&loop);
}

}  // namespace adapters
