#include "apps/kotori/bench/history.hpp"

#include "apps/kotori/bench/mark.hpp"
#include "kotori/websocket/websocket.hpp"

#include <fmt/format.h>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>

namespace bench {
using namespace kotori;

namespace {

struct Fact {
  std::uint64_t seq = 0;
  std::optional<std::string> text;
  static constexpr auto json = json::shape(json::field("seq", &Fact::seq), json::field("text", &Fact::text));
};

struct Page {
  std::vector<Fact> facts;
  bool more = false;
  static constexpr auto json =
      json::shape("history", json::field("facts", &Page::facts), json::field("more", &Page::more));
};

Task<Page> next_page(WebSocket& socket, const std::string& room, std::optional<std::uint64_t> before) {
  socket.send(fmt::format(R"({{"type":"history","id":"h","room":"{}"{}}})", room,
                          before ? fmt::format(R"(,"before":{})", *before) : ""));
  while (const auto text = co_await socket.receive_text())
    if (auto page = json::read<Page>(*text)) co_return std::move(*page);
  throw std::runtime_error("the history cannot be read: the server ended the connection");
}

/// Newest first.
Task<std::vector<Mark>> marks_since(WebSocket& socket, const std::string& room, Instant since) {
  std::vector<Mark> marks;
  for (std::optional<std::uint64_t> before;;) {
    const auto page = co_await next_page(socket, room, before);
    for (const auto& fact : page.facts | std::views::reverse) {
      const auto mark = fact.text ? find_mark(*fact.text) : std::nullopt;
      if (mark && mark->sent < since) co_return marks;
      if (mark) marks.push_back(*mark);
    }
    if (!page.more || page.facts.empty()) co_return marks;
    before = page.facts.front().seq;
  }
}

}  // namespace

Task<std::vector<std::uint32_t>> in_the_history(Door& door, const Options& options, Instant since) {
  auto entered = co_await door.enter(0);
  if (!entered) throw std::runtime_error(entered.error().message);
  const WebSocketOptions limits{.message = {.message_bytes = 16 * 1024 * 1024}};
  WebSocket socket{websocket::Role::client, *entered->stream, limits, entered->early, entered->deflate};
  const auto stranger = static_cast<std::uint32_t>(options.connections);
  if (options.greeting) socket.send(options.greeting->fill({.id = "h", .connection = stranger}));
  std::vector<std::uint32_t> found(options.senders);
  int joined = 0;
  for (const auto& room : options.rooms.names()) {
    if (options.rooms.are_opened())
      socket.send(fmt::format(R"({{"type":"join","id":"j","room":"{}","client_id":"j{}"}})", room, ++joined));
    for (const auto& mark : co_await marks_since(socket, room, since) | std::views::reverse)
      if (mark.sender < found.size() && mark.number == found[mark.sender]) ++found[mark.sender];
  }
  co_await socket.finish();
  co_return found;
}

}  // namespace bench
