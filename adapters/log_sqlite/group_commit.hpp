#pragma once
#include "adapters/log_sqlite/read_gate.hpp"
#include "adapters/log_sqlite/store.hpp"
#include "chat/ports/log.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/worker.hpp"

#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace adapters::sqlite {

/// Something to store, where its answer goes, and who waits for it. Lives in the coroutine that waits.
struct Request {
  std::variant<chat::Intent, chat::UserId, std::vector<chat::ReadMark>> what;
  chat::Outcome outcome{};                     ///< of an intent
  std::optional<chat::Admission> admission{};  ///< of a user; empty means unavailable
  bool marks_kept = false;                     ///< of read marks; false means unavailable
  kotori::Loop* home = nullptr;
  std::coroutine_handle<> waiting;
};

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
    struct Awaiter {
      GroupCommit& writer;
      Request& request;
      bool await_ready() const { return false; }
      bool await_suspend(std::coroutine_handle<> caller) {
        request.home = kotori::Loop::current();
        request.waiting = caller;
        return writer.take(request);
      }
      void await_resume() {}
    };
    return Awaiter{*this, request};
  }

  /// Closes the database, when the writer has done what it is at. Nothing is unanswered.
  void end();

 private:
  using Group = std::vector<Request*>;

  /// False when it is refused at once.
  bool take(Request& request);
  void come_round();
  void commit(Group group);
  void keep_read(const Group& group);
  bool store(const Group& group, chat::Unavailable& failure);
  Group refuse(Group group, chat::Unavailable why);
  void answer(const Group& group, bool kept);
  void heard(kotori::Loop& loop);
  std::optional<chat::Admission> find(const chat::UserId& user) noexcept;
  void tidy() noexcept;

  std::optional<Store> store_;  // on the worker only
  const chat::Epoch epoch_;
  kotori::Worker& worker_;
  ReadGate& gate_;
  const std::size_t most_pending_;

  std::mutex mutex_;
  std::condition_variable rests_;
  Group waiting_;
  std::size_t pending_ = 0;  // waiting, or in a group that is being committed
  bool coming_ = false;      // a job that will take what waits is posted
  bool at_work_ = false;
  bool ended_ = false;
  std::map<kotori::Loop*, chat::Unavailable> refusing_;
};

}  // namespace adapters::sqlite
