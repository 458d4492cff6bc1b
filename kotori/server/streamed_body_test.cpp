#include "kotori/async/sleep.hpp"
#include "kotori/kotori.hpp"
#include "kotori/testing/live_server.hpp"
#include "kotori/testing/test_server.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view marker = "GET /marker HTTP/1.1\r\nHost: a\r\n\r\n";

std::string put(std::string_view path, std::string_view lines, std::string_view body = {}) {
  return "PUT " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n" + std::string(body);
}
std::string of_length(std::size_t size) { return "Content-Length: " + std::to_string(size) + "\r\n"; }
const std::string in_chunks = "Transfer-Encoding: chunked\r\n", expecting = "Expect: 100-continue\r\n";

/// What a handler that reads its body itself has seen.
struct Seen {
  std::size_t calls = 0;
  std::size_t bytes = 0;
  std::size_t largest = 0;
  bool ended = false;
  bool whole = false;
  std::string body;
};

/// /take reads everything at once, /sip a piece a second, /first one piece, /none nothing, /throw throws after a piece.
struct Uploads : testing::Test {
  Seen seen;
  Routes routes;
  std::optional<TestServer> server;

  Task<Response> take(BodyReader& body, std::optional<std::size_t> pieces, Duration pause) {
    ++seen.calls;
    seen.ended = seen.whole = false;
    seen.body.clear();
    while (!pieces || (*pieces)-- > 0) {
      auto piece = co_await body.read();
      seen.ended = !piece;
      if (!piece) break;
      seen.bytes += piece->size();
      seen.largest = std::max(seen.largest, piece->size());
      seen.body += *piece;
      if (pause > Duration::zero()) co_await sleep(pause);
    }
    seen.whole = body.is_whole();
    co_return Response::text("took " + std::to_string(seen.body.size()) + "\n");
  }

  Uploads() {
    const HttpRoute large{.body = 8 << 20};
    routes.put("/take", large, [this](const Request&, BodyReader& body) { return take(body, {}, {}); });
    routes.put("/sip", large, [this](const Request&, BodyReader& body) { return take(body, {}, 1s); });
    routes.put("/first", large, [this](const Request&, BodyReader& body) { return take(body, 1, {}); });
    routes.put("/none", large, [this](const Request&, BodyReader& body) { return take(body, 0, {}); });
    routes.put("/throw", large, [this](const Request&, BodyReader& body) -> Task<Response> {
      co_await take(body, 1, {});
      throw std::runtime_error("a bug");
    });
    routes.put("/small", {.body = 10}, [this](const Request&, BodyReader& body) { return take(body, {}, {}); });
    routes.put("/usual", [this](const Request&, BodyReader& body) { return take(body, {}, {}); });
    routes.put("/whole", {.body = 10}, [this](const Request& request) {
      ++seen.calls;
      return Response::text("took " + std::to_string(request.content.size()) + "\n");
    });
    routes.get("/marker", [](const Request&) { return Response::text("marker\n"); });
  }

  TestServer& serve(ServeOptions options = {}) {
    return server.emplace(routes, TestServerOptions{.serve = std::move(options), .pipe = {.capacity = 16 << 20}});
  }
  std::string answer(std::string_view bytes) {
    if (!server) serve();
    return server->exchange(bytes);
  }
  std::string hears(Pipe& wire) {
    server->simulation().run_until_idle();
    std::string text(64 * 1024, '\0');
    text.resize(wire.read(text).bytes);
    server->simulation().run_until_idle();
    return text;
  }
  std::string says(Pipe& wire, std::string_view bytes) {
    wire.write(bytes);
    return hears(wire);
  }
};

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t times = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++times;
  return times;
}

}  // namespace

TEST_F(Uploads, ComePieceByPieceWhicheverWayTheyAreFramed) {
  EXPECT_THAT(answer(put("/take", of_length(5), "hello") + std::string(marker)),
              AllOf(HasSubstr("took 5\n"), EndsWith("marker\n")));
  EXPECT_TRUE(seen.whole && seen.ended);
  EXPECT_THAT(answer(put("/take", in_chunks, "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n") + std::string(marker)),
              AllOf(HasSubstr("took 5\n"), EndsWith("marker\n")));
  EXPECT_TRUE(seen.whole && seen.ended);
  EXPECT_EQ(seen.body, "hello");
  EXPECT_THAT(answer(put("/take", "") + std::string(marker)), AllOf(HasSubstr("took 0\n"), EndsWith("marker\n")));
  EXPECT_TRUE(seen.whole && seen.ended);
}

TEST_F(Uploads, AreTheSameWhereverTheyAreCut) {
  serve();
  for (const auto& request :
       {put("/take", of_length(5), "hello"), put("/take", in_chunks, "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")})
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
      auto wire = server->dial();
      says(*wire, request.substr(0, cut));
      EXPECT_THAT(says(*wire, request.substr(cut)), EndsWith("took 5\n")) << cut;
      EXPECT_EQ(seen.body, "hello");
      EXPECT_TRUE(seen.whole);
    }
}

TEST_F(Uploads, AreHandedOverBeforeTheyAreWhole) {
  auto wire = serve().dial();
  says(*wire, put("/take", of_length(10), "hello"));
  EXPECT_EQ(seen.body, "hello");
  EXPECT_THAT(says(*wire, "world"), EndsWith("took 10\n"));
}

TEST_F(Uploads, HaveTheLimitOfTheirRouteWhichIsExact) {
  EXPECT_THAT(answer(put("/small", of_length(10), std::string(10, 'x'))), HasSubstr("took 10\n"));
  EXPECT_EQ(seen.calls, 1U);
  const auto refused = answer(put("/small", of_length(11), std::string(11, 'x')) + std::string(marker));
  EXPECT_THAT(refused, AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr("Connection: close"), Not(HasSubstr("marker\n"))));
  EXPECT_EQ(seen.calls, 1U);  // it has not even begun

  EXPECT_THAT(answer(put("/small", in_chunks, "5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n")), HasSubstr("took 10\n"));
  EXPECT_THAT(answer(put("/small", in_chunks, "5\r\nhello\r\n6\r\nworlds\r\n0\r\n\r\n")), StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(seen.body, "hello");
  EXPECT_TRUE(seen.ended && !seen.whole);
}

TEST_F(Uploads, HaveTheLimitOfAllBodiesIfTheirRouteHasNone) {
  serve({.http = {.body = 100}});
  EXPECT_THAT(answer(put("/usual", of_length(100), std::string(100, 'x'))), HasSubstr("took 100\n"));
  EXPECT_THAT(answer(put("/usual", of_length(101), std::string(101, 'x'))), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer(put("/take", of_length(101), std::string(101, 'x'))), HasSubstr("took 101\n"));
}

TEST_F(Uploads, ThatComeWholeMayHaveALimitOfTheirRouteToo) {
  EXPECT_THAT(answer(put("/whole", of_length(10), std::string(10, 'x'))), HasSubstr("took 10\n"));
  EXPECT_THAT(answer(put("/whole", of_length(11), std::string(11, 'x'))), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer(put("/whole", in_chunks, "b\r\nhello world\r\n0\r\n\r\n")), StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(seen.calls, 1U);
}

TEST_F(Uploads, AreReadNoFasterThanTheirHandlerTakesThem) {
  constexpr std::size_t size = 1 << 20, on_the_wire = 200'000;
  server.emplace(routes, TestServerOptions{.pipe = {.capacity = on_the_wire}});
  auto wire = server->dial();
  const auto request = put("/sip", of_length(size), std::string(size, 'x'));
  std::string_view rest = request;
  while (!rest.empty()) {
    for (std::size_t taken = 1; taken > 0; server->simulation().run_until_idle()) {
      taken = wire->write(rest).bytes;
      rest.remove_prefix(taken);
    }
    EXPECT_LE(wire->written(), seen.bytes + 64 * 1024 + on_the_wire);
    server->advance(1s);
  }
  server->advance(1min);
  EXPECT_THAT(hears(*wire), EndsWith("took 1048576\n"));
  EXPECT_LE(seen.largest, 64U * 1024);
}

TEST_F(Uploads, InviteTheirClientWhenTheyAreReadAndNotBefore) {
  auto wire = serve().dial();
  EXPECT_EQ(says(*wire, put("/take", expecting + of_length(5))), "HTTP/1.1 100 Continue\r\n\r\n");
  const auto heard = says(*wire, "hello");
  EXPECT_THAT(heard, AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith("took 5\n"), HasSubstr("keep-alive")));
  EXPECT_THAT(says(*wire, marker), EndsWith("marker\n"));
}

TEST_F(Uploads, ThatNobodyReadsInviteNobodyAndEndTheConnection) {
  serve();
  for (const auto& framing : {of_length(5), in_chunks}) {
    auto wire = server->dial();
    const auto heard = says(*wire, put("/none", expecting + framing));
    EXPECT_THAT(heard, AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Connection: close"), EndsWith("took 0\n")));
    EXPECT_EQ(says(*wire, marker), "");
  }
}

TEST_F(Uploads, ThatNobodyReadsToTheEndAreSkipped) {
  const std::string_view some = "5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n";
  for (const auto* path : {"/none", "/first", "/throw", "/nowhere"})
    for (const auto& [lines, body] :
         {std::pair{of_length(500'000), std::string(500'000, 'x')}, std::pair{in_chunks, std::string(some)}}) {
      const auto heard = answer(put(path, lines, body) + std::string(marker));
      EXPECT_THAT(heard, EndsWith("marker\n")) << path;
      EXPECT_EQ(count(heard, "HTTP/1.1"), 2U) << path;
    }
}

TEST_F(Uploads, AreSkippedUpToAMebibyteExactly) {
  constexpr std::size_t limit = 1024 * 1024;
  EXPECT_THAT(answer(put("/none", of_length(limit), std::string(limit, 'x')) + std::string(marker)),
              AllOf(HasSubstr("keep-alive"), EndsWith("marker\n")));
  EXPECT_THAT(answer(put("/none", of_length(limit + 1), std::string(limit + 1, 'x')) + std::string(marker)),
              AllOf(HasSubstr("Connection: close"), Not(HasSubstr("marker\n"))));
  const auto in_one_chunk = [](std::size_t size) {
    return put("/none", in_chunks, fmt::format("{:x}\r\n", size) + std::string(size, 'x') + "\r\n0\r\n\r\n");
  };
  EXPECT_THAT(answer(in_one_chunk(limit) + std::string(marker)), EndsWith("marker\n"));
  EXPECT_THAT(answer(in_one_chunk(limit + 1) + std::string(marker)), Not(HasSubstr("marker\n")));
}

TEST_F(Uploads, AreSkippedForTwoSecondsAtMost) {
  for (const auto wait : {Duration{2s} - 1ms, Duration{2s}}) {
    auto wire = serve().dial();
    EXPECT_THAT(says(*wire, put("/none", of_length(2), "x")), EndsWith("took 0\n"));
    server->advance(wait);
    EXPECT_EQ(server->connections(), wait < 2s ? 1U : 0U);
    wire.reset();
  }
}

TEST_F(Uploads, ThatAreMalformedAreNotWholeAndTheClientHearsWhy) {
  const auto heard = answer(put("/take", in_chunks, "5\r\nhello\r\nx\r\n") + std::string(marker));
  EXPECT_THAT(heard, AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("Connection: close"), Not(HasSubstr("marker\n"))));
  EXPECT_EQ(seen.body, "hello");
  EXPECT_TRUE(seen.ended && !seen.whole);
}

TEST_F(Uploads, ThatStallAreNotWholeAndTheClientHears408) {
  const auto patience = ServeOptions{}.request_time;
  auto wire = serve().dial();
  says(*wire, put("/take", of_length(5), "h"));
  for (int i = 0; i < 3; ++i) {
    server->advance(patience - 1ms);
    EXPECT_EQ(says(*wire, "e"), "");
  }
  server->advance(patience - 1ms);
  EXPECT_FALSE(seen.ended);
  server->advance(1ms);
  EXPECT_TRUE(seen.ended && !seen.whole);
  EXPECT_THAT(hears(*wire), StartsWith("HTTP/1.1 408 "));
}

TEST_F(Uploads, WhoseClientGoesAreNotWhole) {
  auto wire = serve().dial();
  says(*wire, put("/take", of_length(5), "hell"));
  wire.reset();
  server->simulation().run_until_idle();
  EXPECT_TRUE(seen.ended && !seen.whole);
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Uploads, EndWhenTheServerStops) {
  auto wire = serve().dial();
  says(*wire, put("/take", of_length(5), "hell"));
  server->stop();
  EXPECT_TRUE(seen.ended && !seen.whole);
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Uploads, AreForFeaturesToRefuseBeforeTheyAreInvited) {
  routes.install([](Request&, Next) -> Task<Response> {
    auto refused = Response::text("who are you?\n", Status::unauthorized);
    refused.headers.add("X-Seen", "1");
    co_return refused;
  });
  auto wire = serve().dial();
  const auto heard = says(*wire, put("/take", expecting + of_length(5)));
  EXPECT_THAT(heard, AllOf(StartsWith("HTTP/1.1 401 "), HasSubstr("X-Seen: 1"), HasSubstr("Connection: close")));
  EXPECT_EQ(seen.calls, 0U);
}

TEST(AnUpload, ComesWholeOverRealSockets) {
  constexpr std::size_t size = 5'000'000;
  Routes routes;
  routes.post("/", {.body = size}, [](const Request&, BodyReader& body) -> Task<Response> {
    std::size_t bytes = 0, largest = 0;
    while (auto piece = co_await body.read()) {
      bytes += piece->size();
      largest = std::max(largest, piece->size());
    }
    co_return Response::text(fmt::format("{} {} {}", bytes, body.is_whole(), largest <= 64UL * 1024));
  });
  LiveServer server{routes};
  client::ClientRequest request{.method = "POST", .target = "/", .host = server.endpoint().text(), .headers = {}};
  request.body = std::string(size, 'x');
  EXPECT_EQ(server.ask(std::move(request)).body, "5000000 true true");
}

}  // namespace kotori::inline v0
