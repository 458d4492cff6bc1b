#include "kotori/async/signals.hpp"

#include <cerrno>
#include <pthread.h>
#include <sys/signalfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace kotori::inline v0 {

Signals::Signals(std::initializer_list<int> which) {
  signal(SIGPIPE, SIG_IGN);
  sigemptyset(&which_);
  for (const int one : which) sigaddset(&which_, one);
  pthread_sigmask(SIG_BLOCK, &which_, nullptr);
  fd_ = signalfd(-1, &which_, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
}

Signals::~Signals() {
  if (loop_) loop_->forget(fd_, *this);
  close(fd_);
  pthread_sigmask(SIG_UNBLOCK, &which_, nullptr);
}

void Signals::listen(EpollLoop& loop, std::function<void(int)> on_signal) {
  loop_ = &loop;
  on_signal_ = std::move(on_signal);
  loop.watch(fd_, *this);
}

void Signals::on_ready(Readiness readiness) {
  signalfd_siginfo info;
  while (readiness.readable && read(fd_, &info, sizeof info) == sizeof info)
    on_signal_(static_cast<int>(info.ssi_signo));
}

}  // namespace kotori::inline v0
