#pragma once
#include "kotori/async/loop.hpp"

#include <atomic>
#include <cstdint>
#include <span>

struct epoll_event;

namespace kotori::inline v0 {

/// What a descriptor has become since it last had nothing to read or no room to write.
struct Readiness {
  bool readable = false;
  bool writable = false;
  bool hung_up = false;  ///< the other side ended or broke it: reads will say how, after what is still buffered
};

/// What an EpollLoop tells of a descriptor.
class Watcher {
 public:
  virtual void on_ready(Readiness readiness) = 0;

 protected:
  ~Watcher() = default;
};

/// The real loop: epoll, edge-triggered, one thread.
///
/// A descriptor is registered once, for both directions, and never modified: its watcher reads and writes until the
/// kernel says no more, and is told when that changes.
class EpollLoop final : public Loop {
 public:
  /// `spin`: how long it asks on for more before it sleeps, while pauses are so short that a sleep, from which it takes
  /// some 30 us to wake, is not worth it. It costs a core's time, and gains with few connections in quick dialogue
  /// only. Throws std::system_error when the kernel gives no descriptors.
  explicit EpollLoop(unsigned index = 0, Duration spin = {});
  ~EpollLoop() override;

  void watch(int fd, Watcher& watcher);
  /// Before `fd` is closed. The watcher hears nothing any more, not even what this turn has already seen.
  void forget(int fd, Watcher& watcher);

  Instant read_clock() override;

  /// How long it has been at work, and not waited for something to do, since it began. Any thread.
  Duration busy_time() const { return Duration{busy_.load(std::memory_order_relaxed)}; }

  /// Turns until quit(). The calling thread becomes the loop's.
  void run();
  /// Any thread may call it: run() returns after the current turn.
  void quit();

 private:
  void wake() override;
  void turn();
  int timeout_ms();
  void spin();

  int epoll_ = -1;
  int wake_fd_ = -1;
  const Duration spin_;
  Instant idle_since_{};
  std::atomic<Duration::rep> busy_ = 0;  // changed by its own thread alone
  std::span<epoll_event> batch_;         // what this turn has yet to tell
  std::atomic<bool> quit_ = false;
  std::atomic<bool> sleeping_ = false;
};

}  // namespace kotori::inline v0
