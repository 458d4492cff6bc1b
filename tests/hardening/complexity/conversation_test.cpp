#include "kotori/kotori.hpp"
#include "kotori/testing/test_server.hpp"
#include "tests/hardening/complexity/work.hpp"
#include "tests/rfc6455/wire.hpp"

#include <gtest/gtest.h>

/// Whole conversations with much in one piece: what waits to be read is not moved about for each part of it.
namespace hardening {
namespace {

using namespace kotori;

Routes routes() {
  Routes routes;
  routes.get("/", [](const Request&) { return Response::empty(); });
  routes.websocket("/echo", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) socket.send(*text);
  });
  return routes;
}

std::string repeated(std::string_view unit, std::size_t size) {
  std::string all;
  while (all.size() < size) all += unit;
  return all;
}

/// A client that sends these bytes at once and takes all that comes back.
Shape conversation(const char* what, std::string begin, std::string unit) {
  return {what, [=](std::size_t size) {
            return [bytes = begin + repeated(unit, size)] {
              TestServer server{
                  routes(),
                  {.serve = {.websocket = {.control_frames = 1'000'000'000}, .requests_per_connection = 1'000'000},
                   .pipe = {.capacity = 16'000'000}}};
              (void)server.exchange(bytes);
            };
          }};
}

}  // namespace

TEST(WorkOfAConversation, GrowsWithWhatIsSentAtOnce) {
  const std::string upgrade =
      "GET /echo HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  expect_linear(
      {conversation("requests", "", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(200, 'x') + "\r\n\r\n"),
       conversation("messages", upgrade, rfc6455::frame(rfc6455::fin | rfc6455::text, std::string(100, 'x')))},
      100'000);
}

}  // namespace hardening
