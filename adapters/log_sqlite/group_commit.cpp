#include "adapters/log_sqlite/group_commit.hpp"

#include "kotori/base/log.hpp"

#include <exception>
#include <utility>
#include <variant>
#include <vector>

namespace adapters::sqlite {
GroupCommit::GroupCommit(const std::filesystem::path& file, kotori::Worker& worker, ReadGate& gate,
                         std::size_t most_pending)
    : store_(std::in_place, file),
      epoch_(store_->epoch()),
      worker_(worker),
      gate_(gate),
      requests_(std::make_shared<Requests>(most_pending)) {
  tidy();
}

// The job keeps us alive: it may come round once more when nobody waits any longer.
void GroupCommit::tell_writer() {
  worker_.post([self = shared_from_this()] { self->come_round(); });
}

void GroupCommit::come_round() {
  Group group;
  {
    const std::lock_guard lock{mutex_};
    if (ended_) return;
    group = requests_->next();
    if (group.empty()) return;
    at_work_ = true;
  }
  // Read marks have a transaction of their own: if it fails, it takes nothing with it.
  Group marks;
  for (auto* request : group)
    if (is_of_marks(request)) marks.push_back(request);
  std::erase_if(group, is_of_marks);
  if (!group.empty()) commit(std::move(group));
  if (!marks.empty()) keep_read(marks);
  tidy();
  const std::lock_guard lock{mutex_};
  at_work_ = false;
  rests_.notify_all();
}

void GroupCommit::end() {
  std::unique_lock lock{mutex_};
  ended_ = true;
  rests_.wait(lock, [this] { return !at_work_; });
  store_.reset();
}

void GroupCommit::commit(Group group) {
  chat::Unavailable failure;
  const bool kept = store(group, failure);
  if (!kept) group = refuse(std::move(group), failure);
  requests_->answer(group, kept);
}

bool GroupCommit::store(const Group& group, chat::Unavailable& failure) {
  const auto log_failure = [&](const std::exception& why) {
    kotori::log::error("log cannot store", {{"why", why.what()}, {"refused", group.size()}});
    store_->roll_back();
  };
  try {
    store_->begin();
    for (auto* request : group) {
      if (auto* intent = std::get_if<chat::Intent>(&request->what)) {
        request->outcome = store_->append(*intent);
      } else {
        request->admission = store_->admit(std::get<chat::UserId>(request->what));
      }
    }
    store_->commit();
    return true;
  } catch (const DatabaseError& why) {
    failure.storage_full = why.storage_full;
    log_failure(why);
  } catch (const std::exception& why) {
    log_failure(why);
  }
  return false;
}

void GroupCommit::keep_read(const Group& group) {
  bool kept = true;
  try {
    store_->begin();
    for (const auto* request : group) store_->keep_read(std::get<std::vector<chat::ReadMark>>(request->what));
    store_->commit();
  } catch (const std::exception& failure) {
    kotori::log::error("log cannot keep read marks", {{"why", failure.what()}});
    store_->roll_back();
    kept = false;
  }
  for (auto* request : group) request->marks_kept = kept;
  requests_->answer(group, true);
}

GroupCommit::Group GroupCommit::refuse(Group group, chat::Unavailable why) {
  group = requests_->refuse(std::move(group), why);
  for (auto* request : group) {
    request->admission.reset();
    const auto* user = std::get_if<chat::UserId>(&request->what);
    if (user) request->admission = find(*user);
  }
  return group;
}

// Who can read may come in while nothing can be written.
std::optional<chat::Admission> GroupCommit::find(const chat::UserId& user) noexcept {
  try {
    return store_->find(user);
  } catch (const std::exception& failure) {
    kotori::log::error("log cannot read", {{"why", failure.what()}});
    return {};
  }
}

// After the answers: nobody waits for it but who comes next. What does not succeed is tried again after the next group.
void GroupCommit::tidy() noexcept {
  try {
    if (store_->wants_truncation()) {
      if (gate_.alone([this] { return store_->truncate_wal(); })) return;
    }
    if (store_->wants_checkpoint()) store_->checkpoint();
  } catch (const std::exception& failure) {
    kotori::log::error("log cannot shorten its WAL", {{"why", failure.what()}});
  }
}

}  // namespace adapters::sqlite
