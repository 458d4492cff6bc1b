#include "kotori/kotori.hpp"
#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace kotori::inline v0 {
namespace {

/// What is logged while somebody talks to /echo and it ends in this way.
template <class F> std::string logged(F end) {
  Routes routes;
  routes.websocket("/echo", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) {
      if (*text == "throw") throw std::runtime_error("oh");
      socket.send(*text);
    }
  });
  routes.events("/events", [](EventStream& events) -> Task<> { co_await events.closed(); });
  testing::internal::CaptureStderr();
  {
    TestServer server{std::move(routes)};
    auto ann = server.connect("/echo");
    auto wire = server.dial();
    server.simulation().run_on(server.simulation().loop(1),
                               [&] { wire->write("GET /events HTTP/1.1\r\nHost: a\r\n\r\n"); });
    ann.says("hello");
    ann.hears();
    end(server, ann);
    server.simulation().run_on(server.simulation().loop(1), [&] { wire.reset(); });
  }
  return testing::internal::GetCapturedStderr();
}

}  // namespace

TEST(AnEnd, OfAnyKindThatIsNobodysFaultHereLogsNothingAboveDebug) {
  EXPECT_EQ(logged([](TestServer&, TestPeer& ann) { ann.leaves(); }), "");
  EXPECT_EQ(logged([](TestServer&, TestPeer& ann) { ann.leaves(CloseCode{4001}); }), "");
  EXPECT_EQ(logged([](TestServer&, TestPeer& ann) { ann.vanishes(); }), "");
  EXPECT_EQ(logged([](TestServer&, TestPeer& ann) { ann.says("\xff"); }), "");
  EXPECT_EQ(logged([](TestServer& server, TestPeer&) { server.stop(); }), "");
}

// The control.
TEST(AnEnd, ByAHandlerThatThrowsIsLogged) {
  EXPECT_THAT(logged([](TestServer&, TestPeer& ann) { ann.says("throw"); }),
              testing::HasSubstr("a conversation failed"));
}

}  // namespace kotori::inline v0
