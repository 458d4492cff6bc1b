#include "kotori/async/epoll_loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace kotori::inline v0 {
namespace {

int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

}  // namespace

EpollLoop::EpollLoop(unsigned index, Duration spin)
    : Loop(index),
      epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wake_fd_(checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      spin_(spin) {
  epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.ptr = nullptr}};
  checked(epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_fd_, &event), "epoll_ctl");
  set_now(read_clock());
}

EpollLoop::~EpollLoop() {
  drop_locals();  // they may hold what is watched here
  close(wake_fd_);
  close(epoll_);
}

void EpollLoop::watch(int fd, Watcher& watcher) {
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.ptr = &watcher}};
  checked(epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
}

void EpollLoop::forget(int fd, Watcher& watcher) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  for (auto& event : batch_)
    if (event.data.ptr == &watcher) event.data.ptr = nullptr;
}

void EpollLoop::run() {
  const AsCurrent as_current{*this};
  set_now(read_clock());
  while (!quit_.load(std::memory_order_relaxed)) turn();
}

void EpollLoop::quit() {
  quit_ = true;
  wake();
}

void EpollLoop::wake() {
  // Whoever posts sees sleeping_ set, or the loop sees the post before it sleeps: both are sequentially consistent.
  if (!sleeping_.load()) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wake_fd_, &one, sizeof one);
}

int EpollLoop::timeout_ms() {
  if (stays_awake()) return 0;
  sleeping_ = true;
  if (quit_ || has_work()) return 0;
  const auto due = next_due();
  if (!due) return -1;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*due - now()).count();
  return static_cast<int>(std::min<long long>(wait, std::numeric_limits<int>::max()));
}

void EpollLoop::turn() {
  std::array<epoll_event, 512> events;  // NOLINT: filled by the kernel
  const auto began = now();
  set_now(read_clock());
  busy_.store(busy_.load(std::memory_order_relaxed) + (now() - began).count(), std::memory_order_relaxed);
  const int count = epoll_wait(epoll_, events.data(), events.size(), timeout_ms());
  sleeping_ = false;
  if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll_wait");
  set_now(read_clock());

  const auto posts_before = posts_run();
  batch_ = std::span{events}.first(static_cast<std::size_t>(std::max(count, 0)));
  while (!batch_.empty()) {
    const auto event = batch_.front();
    batch_ = batch_.subspan(1);
    if (!event.data.ptr) continue;  // a wake-up, or a watcher that has gone
    const bool hung_up = (event.events & (EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0;
    static_cast<Watcher*>(event.data.ptr)
        ->on_ready({.readable = hung_up || (event.events & EPOLLIN) != 0,
                    .writable = hung_up || (event.events & EPOLLOUT) != 0,
                    .hung_up = hung_up});
  }
  run_ready();
  run_posted();
  run_timers();
  end_turn();
  if (spin_ > Duration::zero() && (count > 0 || posts_run() != posts_before)) spin();
}

/// Something has happened: if the pause before it was short, the next one may be, too.
void EpollLoop::spin() {
  const auto pause = now() - idle_since_;
  idle_since_ = read_clock();
  if (pause < 2 * spin_) stay_awake_until(idle_since_ + spin_);
}

Instant EpollLoop::read_clock() { return std::chrono::steady_clock::now(); }

}  // namespace kotori::inline v0
