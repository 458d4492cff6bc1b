#include "kotori/net/farewell.hpp"

#include "kotori/async/loop.hpp"

#include <list>

namespace kotori::inline v0 {
namespace {

constexpr auto at_most = std::chrono::seconds{5};

class Farewell final : StreamListener, Timer {
 public:
  Farewell(std::list<Farewell>& all, std::unique_ptr<Stream> stream, std::string rest)
      : all_(all), stream_(std::move(stream)), rest_(std::move(rest)) {
    stream_->set_listener(this);
    Loop::current()->arm(*this, at_most);
  }
  /// There may be room already, of which nobody tells any more.
  void begin() { on_stream_ready(); }

 private:
  void on_stream_ready() override {
    if (!rest_.empty() && stream_->may_write()) {
      rest_.erase(0, stream_->write(rest_).bytes);
      if (rest_.empty()) stream_->finish_writing();
    }
    // Closing over unread input would destroy what has been sent.
    while (!peer_ended_ && stream_->may_read())
      peer_ended_ = stream_->read(Loop::current()->scratch()).stream != Transfer::Stream::open;
    if (rest_.empty() && peer_ended_) on_time();
  }
  void on_time() override {
    all_.remove_if([this](const Farewell& one) { return &one == this; });
  }

  std::list<Farewell>& all_;
  std::unique_ptr<Stream> stream_;
  std::string rest_;
  bool peer_ended_ = false;
};

/// Those of one loop.
struct Farewells {
  explicit Farewells(Loop&) {}
  std::list<Farewell> all;
};

}  // namespace

void send_and_close(std::unique_ptr<Stream> stream, std::string rest) {
  auto& all = Loop::current()->local<Farewells>().all;
  all.emplace_back(all, std::move(stream), std::move(rest)).begin();
}

}  // namespace kotori::inline v0
