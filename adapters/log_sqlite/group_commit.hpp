#pragma once
#include "adapters/log_sqlite/store.hpp"
#include "chat/ports/log.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/worker.hpp"

#include <coroutine>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace adapters::sqlite {

/// Something to store, where its answer goes, and who waits for it. Lives in the coroutine that waits.
struct Request {
  std::variant<chat::Intent, chat::UserId> what;
  chat::Outcome outcome;                 ///< of an intent
  std::optional<chat::Visitor> visitor;  ///< of a user; empty means unavailable
  kotori::Loop* home = nullptr;
  std::coroutine_handle<> waiting;
};

/// The writer: whatever waits when it comes round becomes one transaction, and is answered when that is on disk.
/// If it cannot be, everything that waits is refused, and so is what comes from these loops until they have heard of
/// it.
class GroupCommit : public std::enable_shared_from_this<GroupCommit> {
 public:
  GroupCommit(const std::filesystem::path& file, kotori::Worker& worker, std::size_t most_pending);
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  const chat::Epoch& epoch() const { return store_.epoch(); }

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

 private:
  using Group = std::vector<Request*>;

  /// False when it is refused at once.
  bool take(Request& request);
  void commit_pending();
  bool commit(const Group& group);
  Group refuse(Group group);
  void answer(const Group& group, bool kept);
  void heard(kotori::Loop& loop);

  Store store_;  // on the worker only
  kotori::Worker& worker_;
  const std::size_t most_pending_;

  std::mutex mutex_;
  Group waiting_;
  std::size_t pending_ = 0;  // waiting, or in a group that is being committed
  bool coming_ = false;      // a job that will take what waits is posted
  std::set<kotori::Loop*> refusing_;
};

}  // namespace adapters::sqlite
