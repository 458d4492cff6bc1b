#include "kotori/sessions/memory_store.hpp"

namespace kotori::inline v0::sessions {
namespace {

/// Nodes of the map and of three sets, about.
constexpr std::size_t bookkeeping = 448;
/// So that no write takes long.
constexpr int most_dropped_at_once = 16;

}  // namespace

Task<std::optional<Record>> MemoryStore::read(std::string id) {
  const std::lock_guard lock{mutex_};
  const auto found = sessions_.find(id);
  if (found == sessions_.end() || found->second.record.expires <= options_.clock()) co_return std::nullopt;
  use(*found);
  co_return found->second.record;
}

Task<bool> MemoryStore::write(std::string id, Record record, Writing how) {
  const std::lock_guard lock{mutex_};
  const auto former = sessions_.find(id);
  if (former == sessions_.end() && how == Writing::again) co_return false;
  if (former != sessions_.end()) drop(former);
  add(std::move(id), std::move(record));
  tidy();
  co_return true;
}

Task<bool> MemoryStore::erase(std::string id) {
  const std::lock_guard lock{mutex_};
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) co_return false;
  drop(found);
  co_return true;
}

Task<std::vector<std::string>> MemoryStore::erase_user(std::string user) {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> erased;
  for (auto place = by_user_.lower_bound({user, {}}); place != by_user_.end() && place->first == user;
       place = by_user_.lower_bound({user, {}})) {
    erased.emplace_back(place->second);
    drop(sessions_.find(erased.back()));
  }
  co_return erased;
}

std::size_t MemoryStore::size() const {
  const std::lock_guard lock{mutex_};
  return sessions_.size();
}

std::size_t MemoryStore::bytes() const {
  const std::lock_guard lock{mutex_};
  return bytes_;
}

std::size_t MemoryStore::cost(const Sessions::value_type& session) {
  return session.first.size() + session.second.record.value.size() + session.second.record.user.size() + bookkeeping;
}

void MemoryStore::add(std::string id, Record record) {
  const auto place = sessions_.emplace(std::move(id), Entry{std::move(record), 0}).first;
  bytes_ += cost(*place);
  by_end_.emplace(place->second.record.expires, place->first);
  if (!place->second.record.user.empty()) by_user_.emplace(place->second.record.user, place->first);
  use(*place);
}

void MemoryStore::drop(Sessions::iterator session) {
  bytes_ -= cost(*session);
  by_use_.erase({session->second.used, session->first});
  by_end_.erase({session->second.record.expires, session->first});
  by_user_.erase({session->second.record.user, session->first});
  sessions_.erase(session);
}

void MemoryStore::use(Sessions::value_type& session) {
  by_use_.erase({session.second.used, session.first});
  session.second.used = ++uses_;
  by_use_.emplace(session.second.used, session.first);
}

void MemoryStore::tidy() {
  const auto now = options_.clock();
  for (int dropped = 0; dropped < most_dropped_at_once && !by_end_.empty(); ++dropped) {
    if (by_end_.begin()->first > now) break;
    drop(sessions_.find(by_end_.begin()->second));
  }
  while (sessions_.size() > options_.sessions || bytes_ > options_.bytes) {
    if (sessions_.empty()) break;
    drop(sessions_.find(by_use_.begin()->second));
  }
}

}  // namespace kotori::inline v0::sessions
