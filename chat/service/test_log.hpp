#pragma once
#include "chat/service/test_store.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/sleep.hpp"
#include "kotori/async/worker.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace chat {

/// A Log in memory, for tests of what uses one: it answers when the worker comes round.
class TestLog final : public Log {
 public:
  explicit TestLog(kotori::Worker& worker) : worker_(worker) {}

  bool down = false;        ///< everything is Unavailable
  bool full = false;        ///< nothing new can be kept, for want of space; what is there can be read
  bool unreadable = false;  ///< what is there cannot be read, but for who comes
  Epoch life = {"test"};    ///< what epoch() says

  /// For so many turns a page that was read is on its way back.
  std::size_t page_delay = 0;
  /// Likewise a room, or who somebody is.
  std::size_t record_delay = 0;

  /// How many pages, rooms and lists of heads have been read, and how many people have come.
  std::size_t pages_read = 0, rooms_read = 0, heads_read = 0, admitted = 0;

  /// It has become another log, in this epoch.
  void fail_over(Epoch next) {
    next_ = std::move(next);
    if (changed_) changed_();
  }

  kotori::Task<Outcome> append(Intent intent) override {
    const auto number = begin();
    auto outcome = co_await worker_.run([this, &intent, home = kotori::Loop::current(), number] {
      return may_go_on(home, number) ? store_.keep(intent) : Outcome{Unavailable{full}};
    });
    if (std::holds_alternative<Unavailable>(outcome)) heard();
    co_return outcome;
  }
  kotori::Task<kotori::Result<Admission>> admit(UserId user) override {
    auto admission = co_await answer([this, user = std::move(user)]() -> kotori::Result<Admission> {
      ++admitted;
      if (full && !store_.knows(user)) return unavailable();
      return store_.admit(user);
    });
    for (auto turns = record_delay; turns > 0; --turns) co_await kotori::next_turn();
    co_return admission;
  }
  kotori::Task<kotori::Result<void>> keep_read(std::vector<ReadMark> marks) override {
    return answer([this, marks = std::move(marks)]() -> kotori::Result<void> {
      if (full) return unavailable();
      for (const auto& mark : marks) store_.keep(mark);
      return {};
    });
  }
  kotori::Task<kotori::Result<Page>> read(PageRequest request) override {
    auto page = co_await answer([this, request = std::move(request)]() -> kotori::Result<Page> {
      ++pages_read;
      if (unreadable) return unavailable();
      const auto* room = store_.find(request.room);
      return room ? room->page(request) : Page{};
    });
    for (auto turns = page_delay; turns > 0; --turns) co_await kotori::next_turn();
    co_return page;
  }
  kotori::Task<kotori::Result<std::optional<RoomRecord>>> room(RoomName name) override {
    auto record = co_await answer([this, name = std::move(name)]() -> kotori::Result<std::optional<RoomRecord>> {
      ++rooms_read;
      const auto* room = store_.find(name);
      return room ? std::optional{room->record()} : std::nullopt;
    });
    for (auto turns = record_delay; turns > 0; --turns) co_await kotori::next_turn();
    co_return record;
  }
  kotori::Task<kotori::Result<RoomsPage>> rooms(RoomsRequest request) override {
    return answer(
        [this, request = std::move(request)]() -> kotori::Result<RoomsPage> { return store_.rooms(request); });
  }
  kotori::Task<kotori::Result<std::vector<Seq>>> heads(std::vector<RoomName> names) override {
    return answer([this, names = std::move(names)]() -> kotori::Result<std::vector<Seq>> {
      ++heads_read;
      std::vector<Seq> heads;
      for (const auto& name : names) {
        const auto* room = store_.find(name);
        heads.push_back(room ? room->record().head : Seq{});
      }
      return heads;
    });
  }
  Epoch epoch() const override { return life; }
  void when_changed(std::function<void()> changed) override { changed_ = std::move(changed); }
  void adopt() override {
    life = std::exchange(next_, std::nullopt).value();
    ++adopted;
  }
  std::size_t adopted = 0;

 private:
  /// What a loop has begun to append, and up to where all of that is refused.
  struct Begun {
    std::uint64_t count = 0, refused_up_to = 0;
    bool failed = false;  ///< which the loop has not heard yet
  };

  static std::unexpected<kotori::Error> unavailable() {
    return std::unexpected(kotori::Error{kotori::ErrorCode::unavailable, "down", {}});
  }
  /// What `function` says on the worker, unless the log is down.
  template <class F> kotori::Task<std::invoke_result_t<F&>> answer(F function) {
    co_return co_await worker_.run([this, &function]() -> std::invoke_result_t<F&> {
      if (down || next_) return unavailable();
      return function();
    });
  }

  // Nothing that was begun before a failure was heard of may overtake what failed.
  std::uint64_t begin() {
    const std::scoped_lock lock{mutex_};
    return ++begun_[kotori::Loop::current()].count;
  }
  bool may_go_on(kotori::Loop* home, std::uint64_t number) {
    const std::scoped_lock lock{mutex_};
    auto& begun = begun_[home];
    begun.failed = begun.failed || down || full || next_;
    return !begun.failed && number > begun.refused_up_to;
  }
  void heard() {
    const std::scoped_lock lock{mutex_};
    auto& begun = begun_[kotori::Loop::current()];
    if (std::exchange(begun.failed, false)) begun.refused_up_to = begun.count;
  }

  kotori::Worker& worker_;
  std::mutex mutex_;  // of begun_, which the loops and the worker share
  std::map<kotori::Loop*, Begun> begun_;
  TestStore store_;
  std::function<void()> changed_;
  std::optional<Epoch> next_;  // until it is adopted
};

}  // namespace chat
