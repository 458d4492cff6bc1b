#include "kotori/server/incoming.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/net/stream_wait.hpp"

namespace kotori::inline v0::server {
namespace {

constexpr std::size_t most_at_once = 64UL * 1024;
constexpr std::size_t most_kept = 4096;

}  // namespace

void Incoming::take(std::size_t count) {
  bytes_.erase(0, count);
  if (bytes_.empty() && bytes_.capacity() > most_kept) bytes_ = {};
}

Task<Incoming::More> Incoming::read_more(Instant until) {
  for (;;) {
    if (stream_.may_read()) {
      const auto buffer = Loop::current()->scratch().first(most_at_once);
      const auto got = stream_.read(buffer);
      if (got.bytes > 0) {
        bytes_.append(buffer.data(), got.bytes);
        co_return More::come;
      }
      if (got.stream != Transfer::Stream::open) co_return More::gone;
    }
    const auto left = until - Loop::current()->now();
    if (left <= Duration::zero()) co_return More::too_late;
    switch (co_await wait_readable(stream_, left)) {
      case Waited::ready: break;
      case Waited::too_long: co_return More::too_late;
      case Waited::stopping: co_return More::gone;
    }
  }
}

Incoming::Watch::Watch(Incoming& incoming, const std::function<void()>& on_gone)
    : incoming_(incoming), on_gone_(on_gone) {
  incoming_.stream_.set_listener(this);
  on_stream_ready();
}

void Incoming::Watch::on_stream_ready() {
  while (!gone_ && incoming_.stream_.may_read()) {
    const auto buffer = Loop::current()->scratch().first(most_at_once);
    const auto got = incoming_.stream_.read(buffer);
    incoming_.bytes_.append(buffer.data(), got.bytes);
    if (got.stream == Transfer::Stream::open && incoming_.bytes_.size() <= most_at_once) continue;
    gone_ = true;
    on_gone_();
  }
}

Task<> Incoming::linger() {
  stream_.finish_writing();
  const auto end = Loop::current()->now() + linger_time;
  for (std::size_t read = 0; read < linger_bytes;) {
    const auto got = stream_.read(Loop::current()->scratch());
    read += got.bytes;
    if (got.stream != Transfer::Stream::open) co_return;
    const auto left = end - Loop::current()->now();
    if (left <= Duration::zero()) co_return;
    if (got.bytes == 0 && co_await wait_readable(stream_, left) != Waited::ready) co_return;
  }
}

}  // namespace kotori::inline v0::server
