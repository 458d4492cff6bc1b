#pragma once
#include "adapters/postgres/session.hpp"
#include "kotori/async/epoll_loop.hpp"
#include "kotori/async/timer.hpp"

#include <coroutine>
#include <cstddef>
#include <deque>
#include <expected>
#include <optional>
#include <set>
#include <string>
#include <string_view>

struct pgNotify;

namespace adapters::postgres {

/// A statement that was sent, and who waits for its answer: in that coroutine's frame.
struct Sent {
  std::optional<Answer> answer;
  std::coroutine_handle<> waiting;
  kotori::Instant due;          ///< without an answer by then, the connection is given up
  std::string_view prepared{};  ///< the statement, when this is what prepares it
};

/// What is heard of a pipeline, on its loop.
class PipelineOwner {
 public:
  /// It is of no use any more, and may be destroyed here. What was sent has no answer yet.
  virtual void on_lost(const std::string& why) = 0;
  virtual void on_notification(std::string_view channel, std::string_view payload) = 0;

 protected:
  ~PipelineOwner() = default;
};

/// A session that a loop watches from now on, with many statements under way: each is a transaction of its own, and
/// they are done one after another. https://www.postgresql.org/docs/15/libpq-pipeline-mode.html
class Pipeline final : kotori::Watcher, kotori::Timer {
 public:
  /// Throws DatabaseError.
  Pipeline(kotori::EpollLoop& loop, Session session, PipelineOwner& owner);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// False when the connection turns out to be lost; it is not told to the owner then.
  bool send(const Statement& statement, const Parameters& parameters, Sent& sent);
  /// What waits for an answer; in their order.
  const std::deque<Sent*>& under_way() const { return under_way_; }
  std::string why_lost() const;
  /// It is lost: what the system has not sent yet it does not send any more when this is destroyed.
  void abandon();

 private:
  /// A descriptor of our own for the session's socket: libpq closes its own as soon as the server has, and then another
  /// thread may get the same number for something else.
  struct Descriptor {
    explicit Descriptor(int of);
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    const int value;
  };

  void on_ready(kotori::Readiness readiness) override;
  void on_time() override;
  bool read();
  bool take_results();
  void take(pg_result* result);
  void tell_notifications();
  void watch_the_clock();

  kotori::EpollLoop& loop_;
  Session session_;
  PipelineOwner& owner_;
  const Descriptor descriptor_;
  std::deque<Sent*> under_way_;
  std::set<std::string_view> prepared_;
};

}  // namespace adapters::postgres
