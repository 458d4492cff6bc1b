#include "kotori/net/tls_stream.hpp"

#include "kotori/async/task_group.hpp"
#include "kotori/net/pipe.hpp"
#include "kotori/net/stream_wait.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <utility>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;
using State = Transfer::Stream;

std::shared_ptr<const TlsContext> must(Result<std::shared_ptr<const TlsContext>> made) {
  if (!made) throw std::runtime_error(made.error().message);
  return *made;
}

/// Keys take long to make: one certificate for all tests.
const TlsCertificate& certificate() {
  static const auto made = self_signed_certificate();
  return made;
}

/// A server and a client, each behind its end of a pipe.
struct OverTls : testing::Test {
  Simulation simulation;
  Pipe *server_pipe = nullptr, *client_pipe = nullptr;
  std::unique_ptr<TlsStream> server, client;
  TaskGroup tasks;
  std::string heard_by_server, heard_by_client;
  std::optional<State> server_ended, client_ended;

  ~OverTls() override {
    simulation.run_on(simulation.loop(), [this] {
      server.reset();
      client.reset();
    });
    simulation.advance(1h);
  }

  void connect(PipeOptions options = {}, const std::string& host = "localhost",
               const ClientTls& tls = {.ca = certificate().chain}) {
    auto [near, far] = make_pipe(simulation, simulation.loop(), simulation.loop(), options);
    server_pipe = near.get();
    client_pipe = far.get();
    server = std::make_unique<TlsStream>(
        std::move(near), must(TlsContext::for_server({&certificate(), 1}, std::make_shared<TicketKeys>())));
    client = std::make_unique<TlsStream>(std::move(far), must(TlsContext::for_client(tls)), host);
  }

  /// Shakes hands, says `text`, announces its end, and hears the other side to its own.
  static Task<> speak(TlsStream& stream, std::string text, std::string& heard, std::optional<State>& ended) {
    if (!co_await shake_hands(stream, 10s)) co_return;
    bool finished = false;
    int looked_in_vain = 0;
    for (;;) {
      while (!text.empty() && stream.may_write()) {
        const auto sent = stream.write(text);
        text.erase(0, sent.bytes);
        if (sent.stream != State::open) break;
      }
      if (text.empty() && !std::exchange(finished, true)) stream.finish_writing();
      const auto got = stream.read(Loop::current()->scratch());
      heard.append(Loop::current()->scratch().data(), got.bytes);
      if (got.stream != State::open) ended = got.stream;
      if (got.stream == State::failed || (ended && text.empty())) co_return;
      if (got.bytes > 0) continue;
      // Both sides talk at once: until one has ended, neither may wait for room alone.
      const auto waited =
          ended ? co_await wait_writable(stream, 1min) : co_await wait_readable(stream, text.empty() ? 1min : 1ms);
      if (waited != Waited::ready && (ended || text.empty() || ++looked_in_vain == 5'000)) co_return;
    }
  }

  void exchange(std::string server_says, std::string client_says) {
    simulation.run_on(simulation.loop(), [&, this] {
      tasks.spawn(speak(*server, std::move(server_says), heard_by_server, server_ended));
      tasks.spawn(speak(*client, std::move(client_says), heard_by_client, client_ended));
    });
    for (int minutes = 0; tasks.size() > 0 && minutes < 10; ++minutes) simulation.advance(1min);
  }

  std::string handshake_of(TlsStream& stream) {
    std::string said = "it goes on";
    auto run = [&]() -> Task<> {
      const auto done = co_await shake_hands(stream, 10s);
      said = done ? "done" : done.error().message;
    };
    auto* other = &stream == server.get() ? client.get() : server.get();
    auto other_side = [&]() -> Task<> { co_await shake_hands(*other, 10s); };
    simulation.run_on(simulation.loop(), [&] {
      tasks.spawn(run());
      tasks.spawn(other_side());
    });
    simulation.advance(1min);
    return said;
  }
};

std::string numbers(std::size_t size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) text += std::to_string(i);
  return text;
}

struct OverTlsAndPipes : OverTls, testing::WithParamInterface<PipeOptions> {};
}  // namespace

TEST_P(OverTlsAndPipes, AMegabyteArrivesBothWaysAsItWasSent) {
  connect(GetParam());
  exchange(numbers(1'000'000), numbers(1'100'000));
  EXPECT_TRUE(heard_by_client == numbers(1'000'000)) << heard_by_client.size();
  EXPECT_TRUE(heard_by_server == numbers(1'100'000)) << heard_by_server.size();
  EXPECT_EQ(client_ended, State::ended);
  EXPECT_EQ(server_ended, State::ended);
}

INSTANTIATE_TEST_SUITE_P(OfEverySize, OverTlsAndPipes,
                         testing::Values(PipeOptions{}, PipeOptions{.capacity = 1'000'000, .ragged = true},
                                         PipeOptions{.capacity = 5'000}, PipeOptions{.capacity = 777, .ragged = true}));

TEST_F(OverTls, SeveralPiecesShareARecordAndAWrite) {
  connect();
  ASSERT_EQ(handshake_of(*server), "done");
  const auto before = server_pipe->writes();
  const std::string_view pieces[] = {"one ", "", "two ", "three"};
  EXPECT_EQ(server->write(pieces).bytes, 13U);
  EXPECT_EQ(server_pipe->writes(), before + 1);
}

TEST_F(OverTls, WhatIsSealedAndHasNoRoomIsNotDelivered) {
  connect({.capacity = 4000});
  ASSERT_EQ(handshake_of(*server), "done");
  std::string heard(10'000, '\0');
  simulation.run_on(simulation.loop(), [&] { client->read(heard); });
  EXPECT_TRUE(server->delivery().complete);
  simulation.run_on(simulation.loop(), [&] { server->write(std::string(5000, 'x')); });
  simulation.run_on(simulation.loop(), [&] { client->read(heard); });
  EXPECT_FALSE(server->delivery().complete);
  simulation.run_on(simulation.loop(), [&] { client->read(heard); });
  EXPECT_TRUE(server->delivery().complete);
}

TEST_F(OverTls, AnEndThatNobodyAnnouncedIsAFailure) {
  connect();
  ASSERT_EQ(handshake_of(*client), "done");
  std::string buffer(100, '\0');
  simulation.run_on(simulation.loop(), [&, this] {
    EXPECT_EQ(client->read(buffer).bytes, 0U);  // the session's tickets are taken
    client->write("hello");
    client.reset();
  });
  simulation.run_on(simulation.loop(), [&] {
    EXPECT_EQ(server->read(buffer).bytes, 5U);
    EXPECT_EQ(server->read(buffer).stream, State::failed);
  });
}

TEST_F(OverTls, WhatWasTakenArrivesAlsoWhenTheStreamHasGone) {
  connect({.capacity = 4'000});
  ASSERT_EQ(handshake_of(*server), "done");
  std::size_t taken = 0;
  simulation.run_on(simulation.loop(), [&, this] {
    taken = server->write(numbers(50'000)).bytes;
    EXPECT_FALSE(server->may_write());
    server->finish_writing();
    server.reset();
    tasks.spawn(speak(*client, "", heard_by_client, client_ended));
  });
  simulation.advance(1s);
  EXPECT_TRUE(heard_by_client == numbers(50'000).substr(0, taken)) << heard_by_client.size() << " of " << taken;
  EXPECT_EQ(client_ended, State::ended);
}

TEST_F(OverTls, AClientBelievesOnlyTheCertificatesItWasTold) {
  connect({}, "localhost", {.ca = self_signed_certificate().chain});
  EXPECT_EQ(handshake_of(*client), "no TLS: the certificate is not trusted: self-signed certificate");
}

TEST_F(OverTls, AClientBelievesNobodyUnderAnotherName) {
  connect({}, "chat.example");
  EXPECT_EQ(handshake_of(*client), "no TLS: the certificate is not trusted: hostname mismatch");
}

TEST_F(OverTls, AClientMayAskForAnAddress) {
  connect({}, "127.0.0.1");
  EXPECT_EQ(handshake_of(*client), "done");
}

TEST_F(OverTls, AClientMayBelieveAnybodyIfItSaysSo) {
  connect({}, "chat.example", {.verify = false});
  EXPECT_EQ(handshake_of(*client), "done");
}

TEST_F(OverTls, AHandshakeThatNeverGoesOnEnds) {
  connect();
  std::optional<Result<void>> done;
  auto run = [&]() -> Task<> { done = co_await shake_hands(*server, 10s); };
  simulation.run_on(simulation.loop(), [&] { tasks.spawn(run()); });
  simulation.advance(9s);
  EXPECT_FALSE(done);
  simulation.advance(1s);
  ASSERT_TRUE(done && !*done);
  EXPECT_EQ(done->error().message, "no TLS: the handshake was not finished in time");
}

TEST_F(OverTls, WhatIsNoTlsIsToldFromIt) {
  for (const std::string_view bytes : {"GET / HTTP/1.1\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\x16\x03\x01\x02\x00\x01",
                                       "\x16\x03\x01\xff\xff\x01 longer than any record may be"}) {
    connect();
    client_pipe->write(bytes);
    client_pipe->finish_writing();
    std::optional<Result<void>> done;
    auto run = [&]() -> Task<> { done = co_await shake_hands(*server, 10s); };
    simulation.run_on(simulation.loop(), [&] { tasks.spawn(run()); });
    ASSERT_TRUE(done) << bytes;
    EXPECT_FALSE(*done) << bytes;
  }
}

TEST_F(OverTls, ACutAnywhereIsAFailureAndNothingWrongIsHeard) {
  const auto said = numbers(40'000);
  for (std::size_t cut = 0; cut < 40'500; cut += cut < 2'500 ? 97 : 3'989) {
    heard_by_client.clear();
    client_ended.reset();
    connect({.ragged = true});
    server_pipe->cut_after(cut);
    exchange(said, "");
    EXPECT_NE(client_ended, State::ended) << cut;
    EXPECT_TRUE(said.starts_with(heard_by_client)) << cut;
  }
}

TEST_F(OverTls, EachReadAndWriteMayFail) {
  for (std::size_t nth = 1;; ++nth) {
    heard_by_client.clear();
    heard_by_server.clear();
    client_ended.reset();
    server_ended.reset();
    connect({.capacity = 10'000});
    simulation.faults().fail_nth(nth);
    exchange(numbers(30'000), "hello");
    EXPECT_TRUE(numbers(30'000).starts_with(heard_by_client)) << nth;
    if (simulation.faults().operations() < nth) break;
  }
  EXPECT_EQ(heard_by_client, numbers(30'000));
  EXPECT_EQ(heard_by_server, "hello");
}

}  // namespace kotori::inline v0
