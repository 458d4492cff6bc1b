#include "apps/kotori/bench/crowd.hpp"
#include "apps/kotori/bench/meter.hpp"
#include "apps/kotori/bench/works.hpp"
#include "kotori/async/sleep.hpp"
#include "kotori/websocket/websocket.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <random>
#include <stdexcept>
#include <utility>

namespace bench {
using namespace kotori;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t facts_of_a_page = 50;

struct Welcome {
  struct Room {
    std::uint64_t head = 0;
    static constexpr auto json = json::shape(json::field("head", &Room::head));
  };
  std::vector<Room> rooms;
  static constexpr auto json = json::shape("welcome", json::field("rooms", &Welcome::rooms));
};

Instant clock_now() { return std::chrono::steady_clock::now(); }

/// Readers who ask for a page anywhere in the lobby's history, and before it each time for something that the server
/// refuses at once: what the page took longer is its own.
class Readers {
 public:
  Readers(Door& door, const Options& options) : door_(door), options_(options) {}

  Task<> read_on(std::uint32_t number) {
    auto entered = co_await door_.enter(number);
    if (!entered) co_return fail(entered.error().message);
    const WebSocketOptions limits{.message = {.message_bytes = 16 * 1024 * 1024}};
    WebSocket socket{websocket::Role::client, *entered->stream, limits, entered->early, entered->deflate};
    if (options_.greeting) socket.send(options_.greeting->fill({.id = "g", .connection = number}));
    const auto welcome = json::read<Welcome>(co_await answer(socket, "welcome"));
    if (!welcome || welcome->rooms.empty()) co_return fail("the server said no welcome");
    std::mt19937_64 random{number};
    std::uniform_int_distribution<std::uint64_t> anywhere{1, welcome->rooms.front().head + 1};
    while (!ended_ && trouble.empty()) co_await read_page(socket, anywhere(random));
    co_await socket.finish();
  }
  void end() { ended_ = true; }

  Histogram pages, at_server;
  std::uint64_t facts = 0;
  std::string trouble;

 private:
  Task<> read_page(WebSocket& socket, std::uint64_t before) {
    const auto begun = clock_now();
    socket.send(R"({"type":"nothing","id":"n"})");
    co_await answer(socket, "refused");
    const auto refused = clock_now();
    socket.send(
        fmt::format(R"({{"type":"history","id":"h","room":"lobby","before":{},"limit":{}}})", before, facts_of_a_page));
    const auto page = co_await answer(socket, "history");
    const auto read = clock_now();
    pages.add(read - refused);
    at_server.add((read - refused) - (refused - begun));
    for (auto at = page.find("\"seq\":"); at != page.npos; at = page.find("\"seq\":", at + 1)) ++facts;
  }

  /// The next message of this type.
  Task<std::string> answer(WebSocket& socket, std::string_view type) {
    const auto beginning = fmt::format(R"({{"type":"{}",)", type);
    while (auto text = co_await socket.receive_text())
      if (text->starts_with(beginning)) co_return std::move(*text);
    fail("the server ended the connection");
    co_return std::string{};
  }

  void fail(std::string why) {
    if (trouble.empty()) trouble = std::move(why);
  }

  Door& door_;
  const Options& options_;
  bool ended_ = false;
};

}  // namespace

Task<Report> run_pages(EpollLoop& loop, const Options& options) {
  Door door{loop, options};
  Readers readers{door, options};
  TaskGroup reading;
  for (std::uint32_t i = 0; i < options.connections; ++i) reading.spawn(readers.read_on(i));
  co_await sleep(options.warm_up);
  readers.pages.clear();
  readers.at_server.clear();
  readers.facts = 0;
  const Meter meter{options};
  const auto end = loop.now() + options.duration;
  while (loop.now() < end && readers.trouble.empty()) {
    co_await sleep(std::min<Duration>(end - loop.now(), 1s));
    show_progress(fmt::format("{} pages, p99 {:.3f} ms", readers.pages.count(), Latency::of(readers.pages).p99));
  }
  auto report = report_of(options);
  report.pages = readers.pages.count();
  meter.read(report, readers.pages.count());
  report.answer = Latency::of(readers.pages);
  report.at_server = Latency::of(readers.at_server);
  report.facts_of_a_page = static_cast<double>(readers.facts) / static_cast<double>(readers.pages.count());
  readers.end();
  co_await reading.join();
  show_progress("");
  report.trouble = readers.trouble;
  co_return report;
}

}  // namespace bench
