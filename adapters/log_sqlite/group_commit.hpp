#pragma once
#include "adapters/log_rows/requests.hpp"
#include "adapters/log_sqlite/read_gate.hpp"
#include "adapters/log_sqlite/store.hpp"
#include "chat/ports/log.hpp"
#include "kotori/async/worker.hpp"

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

namespace adapters::sqlite {

/// The writer: whatever waits when it comes round becomes one transaction, and is answered when that is on disk.
/// If it cannot be, everything that waits is refused, and so is what these loops append until they have heard of it;
/// but who has been admitted before is let in.
class GroupCommit : public std::enable_shared_from_this<GroupCommit> {
 public:
  /// The gate outlives end().
  GroupCommit(const std::filesystem::path& file, kotori::Worker& worker, ReadGate& gate, std::size_t most_pending);
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  const chat::Epoch& epoch() const { return epoch_; }

  /// co_await stored(request): goes on, on the caller's loop, when the request has its answer.
  auto stored(Request& request) {
    return requests_->stored(request, [this] { tell_writer(); });
  }

  /// Closes the database, when the writer has done what it is at. Nothing is unanswered.
  void end();

 private:
  using Group = Requests::Group;

  void tell_writer();
  void come_round();
  void commit(Group group);
  void keep_read(const Group& group);
  bool store(const Group& group, chat::Unavailable& failure);
  Group refuse(Group group, chat::Unavailable why);
  std::optional<chat::Admission> find(const chat::UserId& user) noexcept;
  void tidy() noexcept;

  std::optional<Store> store_;  // on the worker only
  const chat::Epoch epoch_;
  kotori::Worker& worker_;
  ReadGate& gate_;
  const std::shared_ptr<Requests> requests_;

  std::mutex mutex_;
  std::condition_variable rests_;
  bool at_work_ = false;
  bool ended_ = false;
};

}  // namespace adapters::sqlite
