#include "kotori/kotori.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/test_peer_end.hpp"

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;
using websocket::close_payload;
using websocket::Lines;
using websocket::wire;

Task<> echo_frames(FrameStream& frames) {
  while (auto frame = co_await frames.receive()) {
    if (frame->payload == "throw") throw std::runtime_error("a bug");
    if (frame->payload == "return") co_return;
    frames.send(*frame);
  }
}

struct Visitor {
  std::string name;
  static constexpr auto json = json::shape("visitor", json::field("name", &Visitor::name));
};

Routes raw() {
  Routes routes;
  routes.sessions<Visitor>({.cookie = "visitor", .start = [] { return Visitor{"guest"}; }});
  routes.raw_websocket("/echo", echo_frames);
  routes.raw_websocket("/who/{greeting}", {.subprotocols = {"v1"}}, [](FrameStream& frames, Request request) -> Task<> {
    frames.send({.fin = false, .payload = request.path("greeting") + " "});
    frames.send({.opcode = Opcode::continuation, .payload = frames.session<Visitor>().name});
    co_return;
  });
  return routes;
}

struct RawWebSockets : testing::Test {
  TestServer server{raw()};
  std::string upgrade(std::string_view path, std::string_view headers = {}) {
    return "GET " + std::string(path) +
           " HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           std::string(headers) + "\r\n";
  }
  /// The frames behind the 101.
  static Lines frames_in(std::string_view heard) {
    heard.remove_prefix(heard.find("\r\n\r\n") + 4);
    websocket::FrameReader reader{websocket::Role::client, 1 << 20};
    Lines said;
    while (auto frame = reader.next(heard)) said.push_back(*frame ? described(**frame) : "(no frame)");
    return said;
  }
};
}  // namespace

TEST_F(RawWebSockets, EchoEveryFrameWhereverTheBytesAreCutBehindTheHandshake) {
  const auto bytes = upgrade("/echo") + wire(Opcode::text, "a", false) + wire(Opcode::ping, "p") +
                     wire(Opcode::continuation, "b") + wire(Opcode::close, close_payload(CloseCode::normal, "bye"));
  for (std::size_t cut = upgrade("/echo").size() - 1; cut < bytes.size(); ++cut) {
    auto peer = server.dial();
    auto& simulation = server.simulation();
    peer->write(std::string_view(bytes).substr(0, cut));
    simulation.run_until_idle();
    peer->write(std::string_view(bytes).substr(cut));
    simulation.run_until_idle();
    std::string heard(10'000, '\0');
    heard.resize(peer->read(heard).bytes);
    simulation.run_until_idle();
    ASSERT_EQ(frames_in(heard), (Lines{"text+ a", "ping p", "continuation b", "close 1000 bye"})) << "cut at " << cut;
    peer.reset();
    simulation.run_until_idle();
  }
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(RawWebSockets, AgreeOnNoCompression) {
  const auto heard = server.exchange(upgrade("/echo", "Sec-WebSocket-Extensions: permessage-deflate\r\n") + "\xC1");
  EXPECT_TRUE(heard.starts_with("HTTP/1.1 101 "));
  EXPECT_EQ(heard.find("Sec-WebSocket-Extensions"), heard.npos);
  EXPECT_EQ(frames_in(heard), Lines{"close 1002 reserved bit set"});
}

TEST_F(RawWebSockets, KnowTheirRequestTheirVisitorAndTheirSubprotocol) {
  const auto heard = server.exchange(upgrade("/who/hello", "Sec-WebSocket-Protocol: v0, v1\r\n"));
  EXPECT_NE(heard.find("Sec-WebSocket-Protocol: v1\r\n"), heard.npos);
  EXPECT_EQ(frames_in(heard), (Lines{"text+ hello ", "continuation guest", "close 1000 "}));
}

TEST_F(RawWebSockets, HearWhyTheHandlerEndedUnlessItSaidSoItself) {
  EXPECT_EQ(frames_in(server.exchange(upgrade("/echo") + wire(Opcode::text, "return"))), Lines{"close 1000 "});
  EXPECT_EQ(frames_in(server.exchange(upgrade("/echo") + wire(Opcode::text, "throw"))),
            Lines{"close 1011 something went wrong here"});
  EXPECT_EQ(frames_in(server.exchange(upgrade("/echo") + wire(Opcode::close, close_payload(CloseCode{4000})) +
                                      wire(Opcode::text, "unheard"))),
            Lines{"close 4000 "});
}

TEST_F(RawWebSockets, HearThatTheServerStops) {
  auto ann = server.connect("/echo");
  ann.says("hi");
  EXPECT_EQ(ann.hears(), "hi");
  server.stop();
  EXPECT_EQ(ann.closed_with(), CloseCode::service_restart);
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(RawWebSockets, AreSentOneCloseFrameWhenTheServerStopsBehindTheirs) {
  auto peer = server.dial();
  peer->write(upgrade("/echo") + wire(Opcode::text, "return"));
  server.simulation().run_until_idle();
  server.stop();
  std::string heard(10'000, '\0');
  heard.resize(peer->read(heard).bytes);
  EXPECT_EQ(frames_in(heard), Lines{"close 1000 "});
  server.advance(ServeOptions{}.websocket.close_time);
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(RawWebSockets, CannotBeRoutedAsCompressed) {
  Routes routes;
  EXPECT_THROW(routes.raw_websocket("/x", {.compression = Compression::shared}, echo_frames), std::invalid_argument);
}

TEST_F(RawWebSockets, AreAWayIntoAPathLikeAnyOther) {
  Routes routes;
  routes.websocket("/x", [](WebSocket&) -> Task<> { co_return; });
  routes.raw_websocket("/x", {.subprotocols = {"frames"}}, echo_frames);
  EXPECT_NO_THROW(TestServer{routes});
  routes.raw_websocket("/x", echo_frames);
  EXPECT_THROW(TestServer{routes}, std::invalid_argument);
}

}  // namespace kotori::inline v0
