#include "kotori/client/idle_connections.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/async/timer.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

namespace kotori::inline v0::client {
namespace {
constexpr std::size_t most_in_all = 64;
}

class IdleConnections::Kept final : StreamListener, Timer {
 public:
  Kept(IdleConnections& owner, Destination to, std::unique_ptr<Stream> stream)
      : destination(std::move(to)), owner_(owner), stream_(std::move(stream)) {
    stream_->set_listener(this);
  }
  ~Kept() {
    if (stream_) stream_->set_listener(nullptr);
  }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

  void expire_in(Duration idle_time) { owner_.loop_.arm_until_stop(*this, idle_time); }
  std::unique_ptr<Stream> take() {
    stream_->set_listener(nullptr);
    return std::move(stream_);
  }
  /// TLS may say things of its own meanwhile, a session's ticket, which are no bytes here.
  bool is_quiet() {
    std::array<char, 1> byte{};
    const auto got = stream_->read(byte);
    return got.bytes == 0 && got.stream == Transfer::Stream::open;
  }

  const Destination destination;

 private:
  void on_stream_ready() override {
    if (!is_quiet()) owner_.drop(*this);
  }
  void on_time() override { owner_.drop(*this); }

  IdleConnections& owner_;
  std::unique_ptr<Stream> stream_;
};

IdleConnections::IdleConnections(Loop& loop) : loop_(loop) {}
IdleConnections::~IdleConnections() = default;

std::unique_ptr<Stream> IdleConnections::take(const Destination& destination) {
  for (auto place = kept_.size(); place-- > 0;) {
    if (kept_[place]->destination != destination) continue;
    const auto kept = std::move(kept_[place]);
    kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(place));
    if (kept->is_quiet()) return kept->take();
  }
  return nullptr;
}

void IdleConnections::keep(Destination destination, std::unique_ptr<Stream> stream, Duration idle_time,
                           std::size_t most) {
  auto kept = std::make_unique<Kept>(*this, std::move(destination), std::move(stream));
  if (most == 0 || !kept->is_quiet()) return;
  const auto is_same = [&](const auto& other) { return other->destination == kept->destination; };
  if (static_cast<std::size_t>(std::ranges::count_if(kept_, is_same)) >= most)
    kept_.erase(std::ranges::find_if(kept_, is_same));
  if (kept_.size() >= most_in_all) kept_.erase(kept_.begin());
  kept->expire_in(idle_time);
  kept_.push_back(std::move(kept));
}

void IdleConnections::drop(const Kept& kept) {
  std::erase_if(kept_, [&](const auto& other) { return other.get() == &kept; });
}

}  // namespace kotori::inline v0::client
