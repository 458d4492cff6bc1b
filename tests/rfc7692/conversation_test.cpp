#include "kotori/testing/live_server.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/audience.hpp"
#include "tests/rfc7692/compressed.hpp"

#include <gtest/gtest.h>

/// A client and a server that compress, from the handshake on, with the routes of a program.
namespace rfc7692 {
namespace {

using namespace kotori;

Task<> echo(WebSocket& socket) {
  while (auto message = co_await socket.receive()) {
    if (message->kind == MessageKind::text) socket.send(message->data);
    if (message->kind == MessageKind::binary) socket.send_binary(message->data);
  }
}

Routes echoes() {
  Routes routes;
  routes.websocket("/plain", echo);
  routes.websocket("/shared", {.compression = Compression::shared}, echo);
  routes.websocket("/context", {.compression = Compression::with_context}, echo);
  return routes;
}

std::string upgrade(std::string_view path, std::string_view extensions) {
  return "GET " + std::string(path) +
         " HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         std::string(extensions) + "\r\n";
}

constexpr std::string_view extensions = "Sec-WebSocket-Extensions";

}  // namespace

TEST(Conversation, IsCompressedOnlyIfBothSidesWantIt) {
  TestServer server{echoes()};
  for (const std::string path : {"/plain", "/shared", "/context"})
    for (const auto compression : {Compression::none, Compression::shared, Compression::with_context}) {
      auto ann = server.connect(path, {}, compression);
      EXPECT_EQ(ann.status(), 101);
      EXPECT_EQ(ann.header(extensions).empty(), path == "/plain" || compression == Compression::none) << path;
      const auto said = noise(3000) + noise(3000);
      ann.says(said);
      EXPECT_EQ(ann.hears(), said);
      ann.says_binary(said);
      EXPECT_EQ(ann.hears(), said);
    }
}

TEST(Conversation, OverSocketsIsCompressedToo) {
  LiveServer server{echoes()};
  auto ann = server.connect("/context", {}, Compression::with_context);
  EXPECT_EQ(ann.header(extensions), "permessage-deflate; server_no_context_takeover");
  for (unsigned i = 0; i < 20; ++i) {
    ann.says(noise(2000, i % 3) + noise(2000, i % 3));
    EXPECT_EQ(ann.hears(), noise(2000, i % 3) + noise(2000, i % 3));
  }
}

TEST(Conversation, SpeaksAsTheRfcShowsWithBytesThatComeWithTheHandshake) {
  TestServer server{echoes()};
  const auto heard = server.exchange(upgrade("/context", "Sec-WebSocket-Extensions: permessage-deflate\r\n") +
                                     compressed_frame(text, hello) + compressed_frame(text, hello_again));
  EXPECT_NE(heard.find("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n"), heard.npos);
  EXPECT_TRUE(heard.ends_with("\x81\x05Hello\x81\x05Hello")) << heard;
}

TEST(Conversation, SendsLongMessagesCompressedAndShortOnesPlain) {
  TestServer server{echoes(), {.serve = {.websocket = {.compress_from = 100}}}};
  const std::string shorter(99, 'x'), longer(100, 'x');
  const auto request = upgrade("/shared", "Sec-WebSocket-Extensions: permessage-deflate\r\n");
  EXPECT_TRUE(server.exchange(request + frame(fin | text, shorter)).ends_with("\x81\x63" + shorter));
  const auto payload = deflated(longer);
  EXPECT_TRUE(server.exchange(request + frame(fin | text, longer))
                  .ends_with(std::string{'\xC1', static_cast<char>(payload.size())} + payload));
}

TEST(Handshake, TakesOffersFromSeveralHeaders) {
  TestServer server{echoes()};
  const auto heard =
      server.exchange(upgrade("/shared",
                              "Sec-WebSocket-Extensions: other\r\nSec-WebSocket-Extensions: permessage-deflate; "
                              "server_max_window_bits=9\r\n"));
  EXPECT_NE(heard.find("server_max_window_bits=9"), heard.npos) << heard;
}

TEST(Handshake, WithAMalformedHeaderIsRefusedOnEveryRoute) {
  TestServer server{echoes()};
  for (const auto* path : {"/plain", "/shared"})
    EXPECT_TRUE(server.exchange(upgrade(path, "Sec-WebSocket-Extensions: permessage-deflate;\r\n"))
                    .starts_with("HTTP/1.1 400 "));
}

TEST(Handshake, GoesOnPlainWhenNoOfferCanBeAccepted) {
  TestServer server{echoes()};
  const auto heard = server.exchange(
      upgrade("/shared", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=16\r\n") +
      compressed_frame(text, hello));
  EXPECT_TRUE(heard.starts_with("HTTP/1.1 101 "));
  EXPECT_EQ(heard.find("Sec-WebSocket-Extensions"), heard.npos);
  EXPECT_NE(heard.find("\x03\xEAreserved bit set"), heard.npos) << heard;
}

TEST(Bomb, EndsTheConversationWith1009AndNothingBehindItIsHeard) {
  TestServer server{echoes()};
  const auto heard =
      server.exchange(upgrade("/shared", "Sec-WebSocket-Extensions: permessage-deflate\r\n") +
                      compressed_frame(text, deflated(std::string(1 << 20, 'x'))) + frame(fin | text, "unheard"));
  EXPECT_NE(heard.find("\x03\xF1message over the size limit"), heard.npos);
  EXPECT_EQ(heard.find("unheard"), heard.npos);
}

TEST(Audience, TellsPlainAndCompressedMembersOnSeveralLoopsTheSameInOneOrder) {
  Audience everyone;
  Routes routes;
  routes.websocket("/chat", {.compression = Compression::shared}, [&](WebSocket& socket) -> Task<> {
    auto seat = everyone.join(socket);
    while (auto said = co_await socket.receive_text()) everyone.send(*said);
  });
  TestServer server{std::move(routes), {.loops = 3}};
  std::vector<TestPeer> peers;
  for (int i = 0; i < 9; ++i)
    peers.push_back(server.connect("/chat", {}, i % 3 == 0 ? Compression::none : Compression::shared));
  for (std::size_t i = 0; i < peers.size(); ++i) {
    const auto said = std::to_string(i) + std::string(i % 2 == 0 ? 5000 : 5, '.');
    peers[i].says(said);
    for (auto& peer : peers) EXPECT_EQ(peer.hears(), said);
  }
}

}  // namespace rfc7692
