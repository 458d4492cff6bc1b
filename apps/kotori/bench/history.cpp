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

Task<Page> next_page(WebSocket& socket, std::optional<std::uint64_t> before) {
  socket.send(fmt::format(R"({{"type":"history","id":"h","room":"lobby"{}}})",
                          before ? fmt::format(R"(,"before":{})", *before) : ""));
  while (const auto text = co_await socket.receive_text())
    if (auto page = json::read<Page>(*text)) co_return std::move(*page);
  throw std::runtime_error("the history cannot be read: the server ended the connection");
}

/// Newest first.
Task<std::vector<Mark>> marks_since(WebSocket& socket, Instant since) {
  std::vector<Mark> marks;
  for (std::optional<std::uint64_t> before;;) {
    const auto page = co_await next_page(socket, before);
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
  if (options.greeting) socket.send(options.greeting->fill("", "h", static_cast<std::uint32_t>(options.connections)));
  std::vector<std::uint32_t> found(options.senders);
  for (const auto& mark : co_await marks_since(socket, since) | std::views::reverse)
    if (mark.sender < found.size() && mark.number == found[mark.sender]) ++found[mark.sender];
  co_await socket.finish();
  co_return found;
}

}  // namespace bench
