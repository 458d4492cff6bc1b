// 6. JSON: value objects in both directions. A struct declares its shape once; readers and writers follow.
#include "kotori/kotori.hpp"

using namespace kotori;

// region: messages
struct Say {
  std::string text;
  static constexpr auto json = json::shape("say", json::field("text", &Say::text));
};
struct Rename {
  std::string name;
  static constexpr auto json = json::shape("rename", json::field("name", &Rename::name));
};
using FromClient = std::variant<Say, Rename>;

struct Said {
  std::string from, text;
  static constexpr auto json = json::shape("said", json::field("from", &Said::from), json::field("text", &Said::text));
};
// end: messages

// region: typed
Routes typed(Audience& everyone) {
  Routes routes;
  routes.websocket("/chat", [&](WebSocket& socket) -> Task<> {
    std::string name = "somebody";
    auto seat = everyone.join(socket);
    while (auto heard = co_await socket.receive<FromClient>())  // what is no FromClient ends it with 1007
      match(
          *heard,  //
          [&](const Say& say) { everyone.send(Said{.from = name, .text = say.text}); },
          [&](const Rename& rename) { name = rename.name; });
  });
  return routes;
}
// end: typed

int main() {
  Audience everyone;
  return serve(typed(everyone));
}
