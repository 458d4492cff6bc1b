#include "kotori/client/keep_connected.hpp"
#include "on_both_servers.hpp"

using namespace kotori;

struct Line;
Task<std::string> follow(Client& client, std::string url, std::function<void(const Line&)> hear,
                         client::BackOff back_off);

struct Wish {
  int behind = 0;
  static constexpr auto json = json::shape(json::field("behind", &Wish::behind));
};
struct Told {
  int number = 0;
  std::string text;
  static constexpr auto json = json::shape(json::field("number", &Told::number), json::field("text", &Told::text));
};

/// Tells five lines, two at a time: then the line breaks.
Routes story(std::atomic<int>& conversations) {
  Routes routes;
  routes.websocket("/story", [&](WebSocket& socket) -> Task<> {
    ++conversations;
    const auto wish = co_await socket.receive<Wish>();
    if (!wish) co_return;
    for (int number = wish->behind + 1; number <= std::min(wish->behind + 2, 5); ++number)
      socket.send(Told{number, "line " + std::to_string(number)});
    if (wish->behind >= 4) co_return socket.close(CloseCode{4500}, "the end");
    socket.close(CloseCode::service_restart);
  });
  return routes;
}

template <class Server> struct Story : testing::Test {
  std::atomic<int> conversations = 0;
  Server server{story(conversations)};
};
TYPED_TEST_SUITE(Story, BothServers);

TYPED_TEST(Story, IsHeardOnceFromItsBeginningToItsEnd) {
  int lines = 0;
  std::string end;
  this->server.run([](client::Dial dial, int& heard, std::string& said) -> Task<> {
    Client client{{.dial = std::move(dial)}};
    said = co_await follow(client, "ws://tales.example/story", [&](const Line&) { ++heard; },
                           {.first = std::chrono::milliseconds{1}, .most = std::chrono::milliseconds{1}});
  }(this->server.dialer(), lines, end));
  EXPECT_EQ(lines, 5);
  EXPECT_EQ(end, "the end");
  EXPECT_EQ(this->conversations, 3);
}
