#include "kotori/client/client.hpp"

#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/net/pipe.hpp"
#include "kotori/websocket/handshake.hpp"

#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>
#include <optional>

namespace kotori::inline v0::client {
namespace {
using namespace std::chrono_literals;

/// A server that answers what the test writes.
struct AClient : testing::Test {
  Simulation simulation;
  WebSocketOptions options;

  /// Runs the whole exchange: `answer` is given the request's bytes and gives the server's.
  template <class T>
  T exchange(std::function<Task<T>(std::unique_ptr<Stream>)> client,
             const std::function<std::string(std::string)>& answer) {
    auto [near, far] = make_pipe(simulation, simulation.loop(), simulation.loop(), {.capacity = 80 << 20});
    std::optional<T> result;
    TaskGroup tasks;
    auto run = [&](std::unique_ptr<Stream> stream) -> Task<> { result.emplace(co_await client(std::move(stream))); };
    simulation.run_on(simulation.loop(), [&] { tasks.spawn(run(std::move(near))); });
    std::string request(64 * 1024, '\0');
    request.resize(far->read(request).bytes);
    simulation.run_on(simulation.loop(), [&] {
      far->write(answer(request));
      far->finish_writing();
    });
    simulation.advance(std::chrono::minutes{1});
    return std::move(*result);
  }

  Result<ClientResponse> asked(const std::string& answer) {
    return exchange<Result<ClientResponse>>(
        [](std::unique_ptr<Stream> stream) -> Task<Result<ClientResponse>> { co_return co_await ask(*stream, {}); },
        [&](const std::string&) { return answer; });
  }

  std::string opened(const std::string& with) {
    using Opened = std::expected<std::unique_ptr<Connection>, NotOpened>;
    auto open = [&](std::unique_ptr<Stream> stream) -> Task<Opened> {
      ClientRequest request;
      request.headers.add("Sec-WebSocket-Protocol", "kotori.v1");
      co_return co_await open_websocket(std::move(stream), std::move(request), options);
    };
    auto answer = [&](const std::string& request) {
      const std::string_view name = "Sec-WebSocket-Key: ";
      const auto key = request.substr(request.find(name) + name.size(), 24);
      auto text = with;
      if (const auto at = text.find("KEY"); at != text.npos) text.replace(at, 3, websocket::accept_key(key));
      return text;
    };
    auto result = exchange<Opened>(open, answer);
    const auto told = result ? "opened" : result.error().message;
    simulation.run_on(simulation.loop(), [&] { result = std::unexpected(NotOpened{}); });
    return told;
  }
};

const std::string accepted =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: KEY\r\n";
}  // namespace

TEST_F(AClient, ReadsAWholeAnswer) {
  const auto answer = asked("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Bird: kotori\r\n\r\nhello");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->headers.find("x-bird"), "kotori");
  EXPECT_EQ(answer->body, "hello");
}

TEST_F(AClient, SaysWhatIsWrongWithAnAnswer) {
  EXPECT_EQ(asked("").error().message, "the server did not answer");
  EXPECT_EQ(asked("SSH-2.0\r\n\r\n").error().message, "the answer is not HTTP/1.1");
  EXPECT_EQ(asked("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello").error().message, "the answer ended early");
  EXPECT_EQ(asked("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n").error().message,
            "the answer's Content-Length is malformed");
  EXPECT_EQ(asked("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n").error().message, "the answer is too large");
}

TEST_F(AClient, TakesAHeadOf64KiBAndNotOneByteMore) {
  const auto head_of = [](std::size_t size) {
    const std::string before = "HTTP/1.1 204 No Content\r\nA: ", behind = "\r\n\r\n";
    return before + std::string(size - before.size() - behind.size(), 'x') + behind;
  };
  constexpr std::size_t limit = 64 * 1024;
  ASSERT_TRUE(asked(head_of(limit)));
  EXPECT_EQ(asked(head_of(limit + 1)).error().message, "the answer's head is too large");
  EXPECT_EQ(asked(std::string(limit, 'x')).error().message, "the answer's head is too large");
}

TEST_F(AClient, TakesABodyOf64MiBAndNotOneByteMore) {
  constexpr std::size_t limit = 64 * 1024 * 1024;
  const auto plain = [](std::size_t said, std::size_t sent) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(said) + "\r\n\r\n" + std::string(sent, 'x');
  };
  const auto chunked = [](std::size_t said, std::size_t sent) {
    return fmt::format("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n", said) + std::string(sent, 'x') +
           "\r\n0\r\n\r\n";
  };
  for (const auto& answer : {plain(limit, limit), chunked(limit, limit)}) EXPECT_EQ(asked(answer)->body.size(), limit);
  for (const auto& answer : {plain(limit + 1, 0), chunked(limit + 1, 0)})
    EXPECT_TRUE(asked(answer).error().message.contains("too large"));
}

TEST_F(AClient, WaitsForAnAnswerFor30SecondsAndNoLonger) {
  for (const auto waits : {Duration{30s} - 1ms, Duration{30s}}) {
    auto [near, far] = make_pipe(simulation, simulation.loop(), simulation.loop());
    std::optional<Result<ClientResponse>> answer;
    TaskGroup tasks;
    auto run = [&answer](Stream& stream) -> Task<> { answer = co_await ask(stream, {}); };
    simulation.run_on(simulation.loop(), [&, &stream = *near] { tasks.spawn(run(stream)); });
    simulation.advance(waits);
    EXPECT_EQ(answer.has_value(), waits == 30s);
    far->write("HTTP/1.1 204 No Content\r\n\r\n");
    simulation.run_until_idle();
    EXPECT_EQ(answer.value().has_value(), waits < 30s);
  }
}

TEST_F(AClient, OpensAWebSocketOnlyByAHandshakeThatIsRight) {
  EXPECT_EQ(opened(accepted + "\r\n"), "opened");
  EXPECT_EQ(opened(accepted + "Sec-WebSocket-Protocol: kotori.v1\r\n\r\n"), "opened");
  EXPECT_EQ(opened("HTTP/1.1 404 Not Found\r\n\r\n"), "the server answered 404 instead of 101");
  EXPECT_EQ(opened("HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n"),
            "the server's handshake is wrong");
  EXPECT_EQ(opened("HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: KEY\r\n\r\n"),
            "the server's handshake is wrong");
}

TEST_F(AClient, OpensNothingThatItDidNotOffer) {
  for (const std::string other : {"other", "KOTORI.V1", "kotori.v1, kotori.v1", ""})
    EXPECT_EQ(opened(accepted + "Sec-WebSocket-Protocol: " + other + "\r\n\r\n"),
              "the server chose what was not offered")
        << other;
  EXPECT_EQ(opened(accepted + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"),
            "the server chose what was not offered");
}

}  // namespace kotori::inline v0::client
