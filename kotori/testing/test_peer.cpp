#include "kotori/testing/test_peer.hpp"

#include "kotori/async/task_group.hpp"

#include <deque>
#include <utility>

namespace kotori::inline v0 {

/// What happens to a peer, at a place that does not move. All of it on the clients' loop.
struct TestPeer::Life {
  explicit Life(TestGround& on) : ground(on) {}

  Task<> live(Dial dial, client::ClientRequest request, const WebSocketOptions& options) {
    auto stream = co_await dial();
    auto opened = co_await client::open_websocket(std::move(stream), std::move(request), options);
    if (!opened) {
      refused_with = opened.error().status;
      co_return ground.changed();
    }
    connection = std::move(*opened);
    ground.changed();
    while (auto message = co_await connection->socket().receive()) {
      heard.push_back(std::move(message->data));
      ground.changed();
    }
    co_await connection->socket().finish();
    closed = connection->socket().peer_close();
    ground.changed();
  }

  TestGround& ground;
  TaskGroup tasks;
  std::unique_ptr<client::Connection> connection;
  std::optional<int> refused_with;
  std::deque<std::string> heard;
  std::optional<websocket::Close> closed;
};

TestPeer::TestPeer(TestGround& ground, Dial dial, client::ClientRequest request, const WebSocketOptions& options)
    : ground_(ground), life_(std::make_unique<Life>(ground)) {
  ground.act([&] { life_->tasks.spawn(life_->live(std::move(dial), std::move(request), options)); });
  ground.comes_true([&life = *life_] { return life.connection || life.refused_with; });
}

TestPeer::TestPeer(TestPeer&&) noexcept = default;

TestPeer::~TestPeer() {
  if (!life_) return;
  vanishes();
}

void TestPeer::says(std::string_view text) {
  ground_.act([&] { life_->connection->socket().send(text); });
}

void TestPeer::says_binary(std::string_view bytes) {
  ground_.act([&] { life_->connection->socket().send_binary(bytes); });
}

std::string TestPeer::hears() {
  if (!ground_.comes_true([&] { return !life_->heard.empty() || life_->closed; })) return "(nothing)";
  std::string text = "(nothing)";
  ground_.act([&] {
    if (life_->heard.empty()) return;
    text = std::move(life_->heard.front());
    life_->heard.pop_front();
  });
  return text;
}

void TestPeer::leaves(CloseCode code) {
  ground_.act([&] { life_->connection->socket().close(code); });
  ground_.comes_true([&] { return life_->closed.has_value(); });
}

void TestPeer::vanishes() {
  ground_.act([&] {
    if (life_->connection) life_->connection->socket().abandon();
  });
  ground_.comes_true([&] { return life_->tasks.size() == 0; });
  ground_.act([&] { life_->connection.reset(); });
}

std::optional<websocket::Close> TestPeer::was_closed() {
  ground_.comes_true([&] { return life_->closed.has_value(); });
  std::optional<websocket::Close> closed;
  ground_.act([&] { closed = life_->closed; });
  return closed;
}

std::optional<CloseCode> TestPeer::closed_with() {
  if (const auto closed = was_closed()) return closed->code;
  return std::nullopt;
}

int TestPeer::status() { return life_->refused_with.value_or(101); }

std::string TestPeer::header(std::string_view name) {
  if (!life_->connection) return {};
  return std::string{life_->connection->answer().headers.find(name).value_or("")};
}

}  // namespace kotori::inline v0
