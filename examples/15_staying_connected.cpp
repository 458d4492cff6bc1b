// 15. A program of your own that talks to a server, and keeps itself connected: ./staying_connected
// ws://127.0.0.1:8080/story
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/client/client.hpp"
#include "kotori/client/keep_connected.hpp"
#include "kotori/json/json.hpp"

#include <cstdio>

using namespace kotori;

// region: messages
struct GoOn {
  int behind = 0;  // the last line that was heard
  static constexpr auto json = json::shape(json::field("behind", &GoOn::behind));
};
struct Line {
  int number = 0;
  std::string text;
  static constexpr auto json = json::shape(json::field("number", &Line::number), json::field("text", &Line::text));
};
// end: messages

// region: follow
/// Hears a story to its end, however often the line breaks.
Task<std::string> follow(Client& client, std::string url, std::function<void(const Line&)> hear,
                         client::BackOff back_off) {
  int heard = 0;
  const auto until = co_await keep_connected(client, std::move(url),
                                             [&](WebSocket& socket) -> Task<> {  // once for each conversation
                                               socket.send(GoOn{.behind = heard});
                                               while (auto line = co_await socket.receive<Line>()) {
                                                 heard = line->number;
                                                 hear(*line);
                                               }
                                             },
                                             {.back_off = back_off});
  co_return until.message;
}
// end: follow

Task<> tell(Client& client, std::string url) {
  const auto end = co_await follow(client, std::move(url), [](const Line& line) { std::puts(line.text.c_str()); }, {});
  std::puts(end.c_str());
}

int main(int argc, char** argv) {
  Loops loops{1};
  Client client;
  loops.start();
  block_on(loops[0], tell(client, argc > 1 ? argv[1] : "ws://127.0.0.1:8080/story"));
  loops.finish();
  return 0;
}
