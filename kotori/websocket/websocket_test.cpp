#include "kotori/websocket/websocket.hpp"

#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/test_sockets.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::websocket {
namespace {
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

struct AConversation : testing::Test {
  Simulation simulation;
  WebSocketOptions options;
  std::unique_ptr<TestConversation> talk;

  void begin(PipeOptions pipe = {}) {
    talk = std::make_unique<TestConversation>(simulation, simulation.loop(), simulation.loop(), options, pipe);
  }
  WebSocket& server() { return talk->server->socket; }
  WebSocket& client() { return talk->client->socket; }
  void act(Job job) { talk->on_server(std::move(job)); }
};
}  // namespace

TEST_F(AConversation, CarriesTextsBothWaysInOrder) {
  begin();
  act([&] {
    for (const auto* text : {"one", "two", "三"}) client().send(text);
    server().send("hello");
  });
  EXPECT_EQ(talk->server->heard, (Texts{"one", "two", "三"}));
  EXPECT_EQ(talk->client->heard, (Texts{"hello"}));
}

TEST_F(AConversation, CarriesMessagesOfAnySizeOverAnyRaggedStream) {
  options.message.message_bytes = 1 << 20;
  options.outbox_bytes = 8 << 20;
  begin({.capacity = 1000, .ragged = true});
  Texts said;
  for (const std::size_t size : {0, 1, 125, 126, 127, 65535, 65536, 300'000}) said.emplace_back(size, 'x');
  act([&] {
    for (const auto& text : said) {
      client().send(text);
      server().send(text);
    }
  });
  EXPECT_TRUE(talk->server->heard == said);
  EXPECT_TRUE(talk->client->heard == said);
}

TEST_F(AConversation, WritesOnceATurnHoweverMuchIsSent) {
  begin();
  const auto before = talk->server->stream->writes();
  act([&] {
    for (int i = 0; i < 50; ++i) server().send("again and again");
  });
  EXPECT_EQ(talk->server->stream->writes(), before + 1);
  EXPECT_EQ(talk->client->heard.size(), 50U);
}

TEST_F(AConversation, HoldsNothingWhenItIsIdle) {
  begin();
  act([&] { server().send("x"); });
  EXPECT_TRUE(server().outbox().empty());
  EXPECT_EQ(server().outbox().held_bytes(), 0U);
}

TEST_F(AConversation, PassesOverBinaryMessagesWhenTextsAreAskedFor) {
  begin();
  act([&] {
    client().send_binary("\x01\x02");
    client().send("text");
  });
  EXPECT_EQ(talk->server->heard, (Texts{"text"}));
}

TEST_F(AConversation, EndsWithACloseFrameFromEachSide) {
  begin();
  act([&] { client().close(CloseCode::going_away, "tab closed"); });
  EXPECT_TRUE(talk->server->finished);
  EXPECT_TRUE(talk->client->finished);
  EXPECT_EQ(server().peer_close(), (Close{CloseCode::going_away, "tab closed"}));
  EXPECT_EQ(client().peer_close().code, CloseCode::going_away);
}

TEST_F(AConversation, EndsByACloseThatCameWithTheHandshakeThoughNobodyReceives) {
  begin();
  auto [a, b] = make_pipe(simulation, simulation.loop(), simulation.loop());
  std::string early;
  append_frame(early, Opcode::close, close_payload(CloseCode::going_away), MaskKey{1, 2, 3, 4});
  act([&] {
    WebSocket socket{Role::server, *a, options, early};
    EXPECT_FALSE(socket.is_open());
    EXPECT_EQ(socket.peer_close().code, CloseCode::going_away);
  });
}

TEST_F(AConversation, DeliversWhatWasSentBeforeItsCloseAndNothingAfter) {
  begin();
  act([&] {
    server().send("last words");
    server().close();
    server().send("too late");
  });
  EXPECT_EQ(talk->client->heard, (Texts{"last words"}));
  EXPECT_EQ(client().peer_close().code, CloseCode::normal);
}

TEST_F(AConversation, EndsAsAbnormalWhenTheStreamIsCut) {
  begin();
  act([&] { talk->client->stream->cut_after(0); });
  EXPECT_TRUE(talk->server->finished);
  EXPECT_EQ(server().peer_close().code, CloseCode::abnormal);
  EXPECT_FALSE(server().is_open());
}

TEST_F(AConversation, IsNotOpenOnceThePeerHasEndedItWithoutAWord) {
  begin();
  auto [a, silent] = make_pipe(simulation, simulation.loop(), simulation.loop());
  std::unique_ptr<TestEnd> end;
  act([&] { end = std::make_unique<TestEnd>(Role::server, std::move(a), options); });
  EXPECT_TRUE(end->socket.is_open());
  act([&] { silent->finish_writing(); });
  EXPECT_FALSE(end->socket.is_open());
  EXPECT_EQ(end->socket.peer_close().code, CloseCode::abnormal);
  act([&] { end.reset(); });
}

TEST_F(AConversation, StillTellsAPeerThatHasEndedWhatWasSentToItBefore) {
  begin({.capacity = 10});
  act([&] {
    server().send("a rather long text");
    talk->client->stream->finish_writing();
  });
  EXPECT_EQ(talk->client->heard, (Texts{"a rather long text"}));
}

TEST_F(AConversation, EndsWhenItCannotSendAlsoWhenNoReadSaysSo) {
  begin();
  auto [a, b] = make_pipe(simulation, simulation.loop(), simulation.loop());
  std::unique_ptr<TestEnd> end;
  TaskGroup tasks;
  act([&] {
    end = std::make_unique<TestEnd>(Role::server, std::move(a), options);
    tasks.spawn(end->listen());
  });
  simulation.faults().fail_nth(1, Fault::end);
  act([&] { end->socket.send("into the void"); });
  EXPECT_FALSE(end->socket.is_open());
  act([&] { b->write(std::string{"\x81\x82\0\0\0\0hi", 8}); });
  EXPECT_EQ(end->heard, std::vector<std::string>{"hi"});
  simulation.advance(options.close_time - 1ms);
  EXPECT_FALSE(end->finished);
  simulation.advance(1ms);
  EXPECT_TRUE(end->finished);
  act([&] { end.reset(); });
}

TEST_F(AConversation, DoesNotWaitForEverForAPeerThatNeverAnswersItsClose) {
  begin();
  std::unique_ptr<TestEnd> server_end;
  auto [a, b] = make_pipe(simulation, simulation.loop(), simulation.loop());
  TaskGroup tasks;
  act([&] {
    server_end = std::make_unique<TestEnd>(Role::server, std::move(a), options);
    tasks.spawn(server_end->listen());
    server_end->socket.close();
  });
  simulation.advance(options.close_time - 1ms);
  EXPECT_FALSE(server_end->finished);
  simulation.advance(1ms);
  EXPECT_TRUE(server_end->finished);
  act([&] { server_end.reset(); });
}

TEST_F(AConversation, ClosesAPeerThatDoesNotRead) {
  options.outbox_bytes = 10'000;
  begin();
  auto [a, silent] = make_pipe(simulation, simulation.loop(), simulation.loop(), {.capacity = 500});
  TaskGroup tasks;
  std::unique_ptr<TestEnd> end;
  act([&] {
    end = std::make_unique<TestEnd>(Role::server, std::move(a), options);
    tasks.spawn(end->listen());
  });
  for (int i = 0; i < 100; ++i) act([&] { end->socket.send(std::string(200, 'x')); });
  EXPECT_FALSE(end->socket.is_open());
  EXPECT_TRUE(end->ended);

  // What the peer finds when it does read: whole frames, and then the reason.
  MessageReader reader{Role::client};
  std::size_t texts = 0;
  std::optional<Close> goodbye;
  for (int i = 0; i < 1000; ++i) {
    std::string bytes(100, '\0');
    bytes.resize(silent->read(bytes).bytes);
    simulation.run_until_idle();
    std::string_view rest{bytes};
    while (auto event = reader.next(rest)) {
      if (std::holds_alternative<Message>(*event)) ++texts;
      if (auto* close = std::get_if<Close>(&*event)) goodbye = *close;
      EXPECT_FALSE(std::holds_alternative<Broken>(*event));
    }
  }
  ASSERT_TRUE(goodbye);
  EXPECT_EQ(goodbye->code, CloseCode::slow_reader);
  EXPECT_LT(texts, 60U);
  simulation.advance(options.close_time);
  EXPECT_TRUE(end->finished);
  act([&] { end.reset(); });
}

TEST_F(AConversation, IsDrainedWhenTheStreamHasTakenItAll) {
  begin();
  auto [a, b] = make_pipe(simulation, simulation.loop(), simulation.loop(), {.capacity = 100});
  TaskGroup tasks;
  bool drained = false;
  std::unique_ptr<TestEnd> end;
  auto drain = [&]() -> Task<> {
    co_await end->socket.drained();
    drained = true;
  };
  act([&] {
    end = std::make_unique<TestEnd>(Role::server, std::move(a), options);
    end->socket.send(std::string(150, 'x'));
    tasks.spawn(drain());
  });
  EXPECT_FALSE(drained);
  act([&] {
    std::string bytes(100, '\0');
    b->read(bytes);
  });
  EXPECT_TRUE(drained);
  act([&] { end.reset(); });
}

TEST_F(AConversation, IsReachedByItsAddressUntilItHasGone) {
  begin();
  Address address;
  act([&] { address = server().address(); });
  address.send("from elsewhere");
  simulation.run_until_idle();
  EXPECT_EQ(talk->client->heard, (Texts{"from elsewhere"}));
  talk.reset();
  address.send("into the void");
  simulation.run_until_idle();
}

TEST_F(AConversation, IsNotReachedByTheAddressOfOneBeforeIt) {
  begin();
  Address old;
  act([&] { old = server().address(); });
  talk.reset();
  begin();
  act([&] { server().address(); });
  old.send("for somebody else");
  simulation.run_until_idle();
  EXPECT_EQ(talk->client->heard, Texts{});
}

TEST_F(AConversation, GivesOthersTheirTurnWhenAPeerNeverPauses) {
  begin({.capacity = 8 << 20});
  bool other_ran = false;
  std::size_t heard_by_then = 0;
  act([&] {
    auto& loop = simulation.loop();
    std::string flood;
    for (int i = 0; i < 100; ++i) append_frame(flood, Opcode::text, std::string(60'000, 'x'), MaskKey{1, 2, 3, 4});
    talk->client->stream->write(flood);
    loop.post([&, &from = loop] {
      from.post([&] {
        other_ran = true;
        heard_by_then = talk->server->heard.size();
      });
    });
  });
  EXPECT_TRUE(other_ran);
  EXPECT_LT(heard_by_then, 100U);
  EXPECT_EQ(talk->server->heard.size(), 100U);
}

TEST_F(AConversation, GivesOthersTheirTurnWhenAPeerSendsVeryManySmallMessages) {
  begin({.capacity = 1 << 20});
  std::size_t heard_by_then = 0;
  act([&] {
    std::string flood;
    for (int i = 0; i < 10'000; ++i) append_frame(flood, Opcode::text, "x", MaskKey{1, 2, 3, 4});
    talk->client->stream->write(flood);
    simulation.loop().post([&] { simulation.loop().post([&] { heard_by_then = talk->server->heard.size(); }); });
  });
  EXPECT_GT(heard_by_then, 0U);
  EXPECT_LT(heard_by_then, 10'000U);
  EXPECT_EQ(talk->server->heard.size(), 10'000U);
}

TEST_F(AConversation, SurvivesTheFailureOfAnyOneOperation) {
  for (std::size_t nth = 1; nth < 60; ++nth) {
    SCOPED_TRACE(nth);
    begin({.capacity = 64});
    simulation.faults().fail_nth(nth);
    act([&] {
      client().send(std::string(100, 'a'));
      server().send(std::string(100, 'b'));
    });
    act([&] { client().close(); });
    simulation.advance(1min);
    EXPECT_TRUE(talk->server->finished);
    EXPECT_TRUE(talk->client->finished);
    talk.reset();
  }
}

struct Count {
  int n = 0;
  static constexpr auto json = json::shape("count", json::field("n", &Count::n));
};

TEST_F(AConversation, CarriesTypedMessagesAndSaysWhatDoesNotFit) {
  begin();
  auto [a, b] = make_pipe(simulation, simulation.loop(), simulation.loop());
  TaskGroup tasks;
  std::unique_ptr<TestEnd> ann, bob;
  std::vector<int> counted;
  std::vector<std::string> errors;
  auto count = [&]() -> Task<> {
    for (int i = 0; i < 2; ++i) {
      auto tried = co_await bob->socket.try_receive<Count>();
      if (*tried)
        counted.push_back((*tried)->n);
      else
        errors.push_back(tried->error().path);
    }
    while (auto got = co_await bob->socket.receive<Count>()) counted.push_back(got->n);
    co_await bob->socket.finish();
  };
  act([&] {
    ann = std::make_unique<TestEnd>(Role::client, std::move(a), options);
    bob = std::make_unique<TestEnd>(Role::server, std::move(b), options);
    tasks.spawn(ann->listen());
    tasks.spawn(count());
    ann->socket.send(R"({"type":"count","n":"one"})");
    for (int n : {2, 3}) ann->socket.send(Count{n});
    ann->socket.send("nonsense");
  });
  EXPECT_EQ(counted, (std::vector{2, 3}));
  EXPECT_EQ(errors, (Texts{"n"}));
  EXPECT_EQ(ann->socket.peer_close().code, CloseCode::invalid_payload);
  act([&] {
    ann.reset();
    bob.reset();
  });
}

}  // namespace kotori::inline v0::websocket
