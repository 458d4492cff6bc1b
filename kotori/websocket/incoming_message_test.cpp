#include "kotori/websocket/incoming_message.hpp"

#include "kotori/websocket/test_peer_end.hpp"
#include "kotori/websocket/websocket.hpp"

#include <algorithm>
#include <limits>

namespace kotori::inline v0::websocket {
namespace {
using namespace std::chrono_literals;

constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

/// Takes each message in pieces, and says "text ab", "binary cd", or "text a (broke off)".
struct AStreamedMessage : WithAPeer<WebSocket> {
  Task<> handle() override {
    while (auto message = co_await socket->receive_streamed(most_bytes)) {
      std::string all = message->kind() == MessageKind::text ? "text " : "binary ";
      while (auto piece = co_await message->next()) {
        largest_piece = std::max(largest_piece, piece->size());
        EXPECT_FALSE(piece->empty());
        all += *piece;
      }
      heard.push_back(all + (message->complete() ? "" : " (broke off)"));
    }
  }

  std::size_t most_bytes = no_limit;
  std::size_t largest_piece = 0;
};

/// Takes nothing until it is told to.
struct AMessageThatWaits : WithAPeer<WebSocket> {
  Task<> handle() override {
    co_await Told{*this};
    co_await then();
  }
  void tell() {
    act([&] { waiting.resume(); });
  }
  struct Told {
    AMessageThatWaits& test;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> caller) const { test.waiting = caller; }
    void await_resume() const {}
  };
  /// The next piece, or how there is none.
  Task<std::string> next(IncomingMessage& message) {
    if (auto piece = co_await message.next()) co_return std::move(*piece);
    co_return message.complete() ? "(end)" : "(broke off)";
  }

  std::function<Task<>()> then;
  std::coroutine_handle<> waiting;
};

std::string head_only(std::uint64_t length) {
  char bytes[max_head_size];
  return {bytes, write_head(bytes, {.masked = true, .opcode = Opcode::binary, .length = length})};
}
}  // namespace

TEST_F(AStreamedMessage, IsTheSameWhereverTheBytesAreCutAndPingsAreAnsweredInBetween) {
  const std::string bytes = wire(Opcode::text, "小", false) + wire(Opcode::ping, "p") +
                            wire(Opcode::continuation, "", false) + wire(Opcode::continuation, "鳥") +
                            wire(Opcode::binary, std::string(200, 'b')) + wire(Opcode::text, "") +
                            wire(Opcode::binary, "", false) + wire(Opcode::continuation, "") + wire(Opcode::text, "z");
  const Lines all{"text 小鳥", "binary " + std::string(200, 'b'), "text ", "binary ", "text z"};
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    begin();
    sends(bytes.substr(0, cut));
    sends(bytes.substr(cut));
    ASSERT_EQ(heard, all) << "cut at " << cut;
    ASSERT_EQ(hears(), Lines{"pong p"}) << "cut at " << cut;
  }
  begin();
  for (const char byte : bytes) sends({&byte, 1});
  EXPECT_EQ(heard, all);
}

TEST_F(AStreamedMessage, MayBeLongerAndInMoreFragmentsThanOthersMay) {
  begin({.capacity = 4 << 20});
  std::string bytes, all;
  for (int i = 0; i < 300; ++i) {
    all += std::string(10'000, static_cast<char>('a' + i % 26));
    bytes += wire(i == 0 ? Opcode::binary : Opcode::continuation, std::string_view(all).substr(all.size() - 10'000),
                  i == 299);
  }
  sends(bytes);
  EXPECT_TRUE(heard == Lines{"binary " + all});
  EXPECT_LE(largest_piece, 128U * 1024);
}

TEST_F(AStreamedMessage, HasALimitIfOneIsGivenThatIsExactAndToldByTheHead) {
  most_bytes = 10;
  begin();
  sends(wire(Opcode::text, "1234567890") + wire(Opcode::text, "12345", false) + wire(Opcode::continuation, "67890"));
  EXPECT_EQ(heard, (Lines{"text 1234567890", "text 1234567890"}));
  sends(wire(Opcode::text, "12345", false) + wire(Opcode::continuation, "678901").substr(0, 6));
  EXPECT_EQ(heard.back(), "text 12345 (broke off)");
  EXPECT_EQ(hears(), Lines{"close 1009 message over the size limit"});
}

TEST_F(AStreamedMessage, IsRefusedAtTheFirstByteThatIsNotUtf8) {
  begin();
  sends(wire(Opcode::text, "good", false));
  sends(wire(Opcode::continuation, "\xE3\x81", false));
  EXPECT_EQ(hears(), Lines{});
  sends(wire(Opcode::continuation, "\x20 and more").substr(0, 7));
  EXPECT_EQ(heard, Lines{"text good\xE3\x81 (broke off)"});
  EXPECT_EQ(hears(), Lines{"close 1007 text that is not UTF-8"});
}

TEST_F(AStreamedMessage, OfTextMayNotEndWithinACharacter) {
  begin();
  sends(wire(Opcode::text, "\xE3\x81"));
  EXPECT_EQ(hears(), Lines{"close 1007 text that is not UTF-8"});
  EXPECT_TRUE(ended);
}

TEST_F(AStreamedMessage, BreaksOffWhenThePeerLeavesOrIsLost) {
  for (const bool politely : {true, false}) {
    begin();
    sends(wire(Opcode::binary, "half", false));
    if (politely) sends(wire(Opcode::close, close_payload(CloseCode::going_away)));
    if (!politely) act([&] { peer->cut_after(0); });
    EXPECT_EQ(heard, Lines{"binary half (broke off)"});
    EXPECT_EQ(socket->peer_close().code, politely ? CloseCode::going_away : CloseCode::abnormal);
    EXPECT_TRUE(finished);
  }
}

TEST_F(AStreamedMessage, BreaksOffWhenTheSocketIsClosed) {
  begin();
  sends(wire(Opcode::binary, "half", false));
  act([&] { socket->close(CloseCode::service_restart); });
  EXPECT_EQ(heard, Lines{"binary half (broke off)"});
  EXPECT_TRUE(ended);
}

TEST_F(AStreamedMessage, IsHeldToTheRulesOfFragments) {
  begin();
  sends(wire(Opcode::binary, "a", false) + wire(Opcode::binary, "b"));
  EXPECT_EQ(hears(), Lines{"close 1002 message within a message"});
}

TEST_F(AStreamedMessage, MayTakeAnyTimeIfItsPiecesComeInTime) {
  begin();
  for (int i = 0; i < 10; ++i) {
    sends(wire(i == 0 ? Opcode::binary : Opcode::continuation, "x", false));
    simulation.advance(options.message_time - 1ms);
    hears();
  }
  EXPECT_FALSE(ended);
  simulation.advance(1ms);
  EXPECT_EQ(heard, Lines{"binary xxxxxxxxxx (broke off)"});
  EXPECT_EQ(hears().back(), "close 1008 too long for one message");
}

TEST_F(AStreamedMessage, SurvivesTheFailureOfAnyOneOperation) {
  for (std::size_t nth = 1; nth < 40; ++nth) {
    SCOPED_TRACE(nth);
    begin({.capacity = 64});
    simulation.faults().fail_nth(nth);
    for (int i = 0; i < 5; ++i) sends(wire(i == 0 ? Opcode::binary : Opcode::continuation, "some bytes", i == 4));
    sends(wire(Opcode::close, close_payload(CloseCode::normal)));
    simulation.advance(1min);
    EXPECT_TRUE(finished);
    simulation.faults().fail_nth(no_limit);
  }
}

TEST_F(AMessageThatWaits, StaysWithThePeerWhileNoPieceIsTaken) {
  then = [&]() -> Task<> {
    auto message = co_await socket->receive_streamed();
    std::size_t taken = 0;
    while (auto piece = co_await message->next()) {
      heard.push_back(std::to_string(taken += piece->size()));
      co_await Told{*this};
    }
  };
  begin({.capacity = 1000});
  const std::string upload = wire(Opcode::binary, std::string(1 << 20, 'x'));
  std::size_t sent = 0;
  const auto send_what_is_taken = [&] {
    while (const auto more = sends(std::string_view(upload).substr(sent))) sent += more;
  };
  const auto taken = [&] { return heard.empty() ? 0 : std::stoul(heard.back()); };

  // The wires hold a thousand, and we what one read has given.
  send_what_is_taken();
  EXPECT_EQ(taken(), 0U);
  EXPECT_LE(sent, 2000U);
  for (int i = 0; i < 5; ++i) {
    tell();
    send_what_is_taken();
    EXPECT_EQ(heard.size(), 1U + i);
    EXPECT_LE(sent, taken() + 2000);
  }
  while (sent < upload.size()) {
    tell();
    send_what_is_taken();
  }
  while (!ended) tell();
  EXPECT_EQ(taken(), std::size_t{1} << 20);
}

TEST_F(AMessageThatWaits, IsNotHeldAgainstThePeerWhileWeDoNotTakeIt) {
  then = [&]() -> Task<> {
    auto message = co_await socket->receive_streamed();
    while (auto piece = co_await message->next()) {
      heard.push_back(std::move(*piece));
      co_await Told{*this};
    }
  };
  begin();
  sends(wire(Opcode::binary, "a", false) + wire(Opcode::continuation, "b", false));
  simulation.advance(24h);
  tell();
  simulation.advance(24h);
  tell();
  EXPECT_EQ(heard, (Lines{"a", "b"}));
  EXPECT_EQ(hears(), Lines{});
  tell();
  sends(wire(Opcode::continuation, ""));
  EXPECT_TRUE(ended);
}

TEST_F(AMessageThatWaits, IsNotLookedAtUntilSomebodySaysHowItShallCome) {
  then = [&]() -> Task<> {
    auto message = co_await socket->receive_streamed();
    heard.push_back(co_await next(*message));
  };
  begin();
  sends(head_only(1 << 30) + "some");
  EXPECT_EQ(hears(), Lines{});
  tell();
  EXPECT_EQ(heard, Lines{"some"});
}

TEST_F(AMessageThatWaits, IsRefusedWhenItIsTooLongToBeReceivedWhole) {
  then = [&]() -> Task<> { EXPECT_FALSE(co_await socket->receive()); };
  begin();
  sends(head_only(1 << 30) + "some");
  tell();
  EXPECT_EQ(hears(), Lines{"close 1009 message over the size limit"});
}

TEST_F(AMessageThatWaits, LetsPingsAndACloseThroughBeforeIt) {
  begin();
  then = [&]() -> Task<> { co_return; };
  sends(wire(Opcode::ping, "p"));
  EXPECT_EQ(hears(), Lines{"pong p"});
  sends(wire(Opcode::close, close_payload(CloseCode::normal)));
  EXPECT_EQ(hears(), Lines{"close 1000 "});
  EXPECT_FALSE(socket->is_open());
  tell();
}

TEST_F(AMessageThatWaits, IsPassedOverFromWhereItWasLetGo) {
  then = [&]() -> Task<> {
    {
      auto unread = co_await socket->receive_streamed();
    }
    {
      auto half_read = co_await socket->receive_streamed();
      heard.push_back(co_await next(*half_read));
    }
    heard.push_back((co_await socket->receive())->data);
    auto held = co_await socket->receive_streamed();
    heard.push_back(co_await next(*held));
    heard.push_back(*co_await socket->receive_text());
    heard.push_back(co_await next(*held));
    auto last = co_await socket->receive_streamed();
    heard.push_back(co_await next(*last));
    heard.push_back(co_await next(*last));
  };
  const auto bytes = wire(Opcode::binary, "un", false) + wire(Opcode::continuation, "read") +
                     wire(Opcode::binary, "half", false) + wire(Opcode::ping, "p") +
                     wire(Opcode::continuation, std::string(100'000, 'x')) + wire(Opcode::binary, "whole") +
                     wire(Opcode::text, "held", false) + wire(Opcode::continuation, " on to") +
                     wire(Opcode::binary, "no text") + wire(Opcode::text, "text") + wire(Opcode::text, "last");
  begin({.capacity = 1 << 20});
  tell();
  // A piece is what has come: the two that are let go of are sent in two.
  const auto cut = bytes.find(wire(Opcode::ping, "p"));
  sends(bytes.substr(0, cut));
  const auto cut_again = bytes.find(wire(Opcode::continuation, " on to"));
  sends(bytes.substr(cut, cut_again - cut));
  sends(bytes.substr(cut_again));
  EXPECT_EQ(heard, (Lines{"half", "whole", "held", "text", "(broke off)", "last", "(end)"}));
  EXPECT_EQ(hears().front(), "pong p");
}

TEST_F(AMessageThatWaits, IsPassedOverAtTheEndOfTheConversation) {
  then = [&]() -> Task<> {
    auto message = co_await socket->receive_streamed();
    heard.push_back(co_await next(*message));
  };
  begin();
  tell();
  sends(wire(Opcode::binary, "begun", false));
  EXPECT_TRUE(ended);
  EXPECT_EQ(hears(), Lines{"close 1000 "});
  sends(wire(Opcode::continuation, std::string(10'000, 'x'), false) + wire(Opcode::continuation, "y") +
        wire(Opcode::close, close_payload(CloseCode::normal)));
  EXPECT_TRUE(finished);
}

TEST_F(AMessageThatWaits, OutlivesItsSocketHarmlessly) {
  std::optional<IncomingMessage> kept;
  then = [&]() -> Task<> { kept = co_await socket->receive_streamed(); };
  begin();
  tell();
  sends(wire(Opcode::binary, "x", false) + wire(Opcode::close, ""));
  EXPECT_TRUE(finished);
  act([&] { socket.reset(); });
  EXPECT_FALSE(kept->complete());
  kept.reset();
}

}  // namespace kotori::inline v0::websocket
