#include "kotori/kotori.hpp"
#include "kotori/testing/test_server.hpp"
#include "tests/rfc6455/wire.hpp"

#include <gtest/gtest.h>

/// §1.9, §4.1 (10), §4.2.2 (5.5): subprotocols, from the request's bytes to the answer's.
namespace rfc6455 {
namespace {

using namespace kotori;

constexpr std::string_view offer = "Sec-WebSocket-Protocol: ";

Routes spoken() {
  const auto says = [](std::string_view what) {
    return [what](WebSocket& socket) -> Task<> {
      socket.send(what);
      while (co_await socket.receive()) {
      }
    };
  };
  Routes routes;
  routes.websocket("/required", {.subprotocols = {"v2", "v1"}}, says("by number"));
  routes.websocket("/required", {.subprotocols = {"chat"}}, says("by name"));
  routes.websocket("/either", {.subprotocols = {"v1"}}, says("v1"));
  routes.websocket("/either", says("none"));
  routes.raw_websocket("/raw", {.subprotocols = {"v1"}}, [](FrameStream&) -> Task<> { co_return; });
  return routes;
}

struct Subprotocols : testing::Test {
  TestServer server{spoken()};

  std::string ask(std::string_view path, std::string_view headers) {
    return server.exchange("GET " + std::string(path) +
                           " HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                           std::string(headers) + "\r\n" + frame(fin | text, "unheard if refused"));
  }
  /// The subprotocol of the 101 and what its handler says, or else the status: "v1: by number", "400".
  std::string answer(std::string_view path, std::string_view offered) {
    const auto heard = ask(path, offered.empty() ? "" : std::string(offer) + std::string(offered) + "\r\n");
    if (!heard.starts_with("HTTP/1.1 101 ")) return heard.substr(9, 3);
    const auto at = heard.find(offer);
    const auto name =
        at == heard.npos ? "" : heard.substr(at + offer.size(), heard.find("\r\n", at) - at - offer.size()) + ": ";
    const auto end = heard.find("\r\n\r\n");
    return name + (heard.size() > end + 6 ? heard.substr(end + 6) : "");
  }
};

}  // namespace

TEST_F(Subprotocols, AreRequiredWhereEveryEndpointNamesSome) {
  for (const std::string headers : {"", "Sec-WebSocket-Protocol: v3, x\r\n"}) {
    const auto heard = ask("/required", headers);
    EXPECT_TRUE(heard.starts_with("HTTP/1.1 400 ")) << heard;
    EXPECT_TRUE(heard.ends_with("\r\n\r\nOffer one of these: v2, v1, chat in Sec-WebSocket-Protocol.\n")) << heard;
    EXPECT_NE(heard.find("Connection: close\r\n"), heard.npos) << heard;
    EXPECT_EQ(heard.find("Sec-WebSocket-Accept"), heard.npos) << heard;
  }
  EXPECT_EQ(answer("/raw", ""), "400");
}

TEST_F(Subprotocols, ThatAreRefusedEndTheConnectionSoThatNothingBehindIsTakenForARequest) {
  for (const auto* path : {"/required", "/nowhere"}) {
    const auto heard = ask(path, "\r\nGET /required HTTP/1.1\r\nHost: here\r\n");
    EXPECT_EQ(heard.find("HTTP/1.1 ", 1), heard.npos) << heard;
  }
}

TEST_F(Subprotocols, AreChosenByTheServersPreferenceAndAnsweredAlone) {
  EXPECT_EQ(answer("/required", "v1"), "v1: by number");
  EXPECT_EQ(answer("/required", "v1, v2"), "v2: by number");
  EXPECT_EQ(answer("/required", "x, chat, y"), "chat: by name");
  EXPECT_EQ(answer("/required", "chat, v1"), "v1: by number");
  EXPECT_TRUE(answer("/raw", "x, v1").starts_with("v1: "));
}

TEST_F(Subprotocols, AreNotAnsweredWhereNoneIsChosen) {
  EXPECT_EQ(answer("/either", ""), "none");
  EXPECT_EQ(answer("/either", "x, y"), "none");
  EXPECT_EQ(answer("/either", "x, v1"), "v1: v1");
}

TEST_F(Subprotocols, AreComparedWithTheCaseOfTheirLetters) {
  EXPECT_EQ(answer("/required", "V1, Chat"), "400");
  EXPECT_EQ(answer("/either", "V1"), "none");
  EXPECT_EQ(answer("/required", "V1, v1"), "v1: by number");
}

TEST_F(Subprotocols, OfSeveralHeadersAreOneList) {
  EXPECT_TRUE(ask("/required", "Sec-WebSocket-Protocol: x\r\nsec-websocket-protocol: chat\r\n")
                  .find("Sec-WebSocket-Protocol: chat\r\n") != std::string::npos);
  EXPECT_TRUE(
      ask("/required", "Sec-WebSocket-Protocol: v1\r\nSec-WebSocket-Protocol: v1\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_F(Subprotocols, MustDifferFromEachOther) {
  EXPECT_EQ(answer("/required", "v1, v1"), "400");
  EXPECT_EQ(answer("/either", "x, v1, x"), "400");
}

TEST_F(Subprotocols, MayHaveEmptyElementsBetweenThemButNotOnlyThose) {
  EXPECT_EQ(answer("/required", ",v1"), "v1: by number");
  EXPECT_EQ(answer("/required", "x,, \t,v1 ,"), "v1: by number");
  for (const auto* empty : {",", " , ,", ",,,"}) EXPECT_EQ(answer("/either", empty), "400") << empty;
  EXPECT_TRUE(ask("/either", "Sec-WebSocket-Protocol:\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_F(Subprotocols, AreTokens) {
  for (const auto* wrong : {"a b", "v1;q=1", "\"v1\"", "v1/2", "v1, (x)", "v1=", "{v1}", "\xE5\xB0\x8F"})
    EXPECT_EQ(answer("/required", wrong), "400") << wrong;
  EXPECT_EQ(answer("/either", "!#$%&'*+-.^_`|~09azAZ"), "none");
}

}  // namespace rfc6455
