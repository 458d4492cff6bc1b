#include "kotori/async/simulation.hpp"
#include "kotori/net/pipe.hpp"
#include "kotori/server/host.hpp"
#include "kotori/server/premises.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <malloc.h>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace {
std::size_t held = 0;  // by all that was asked of operator new
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  void* made = std::malloc(size);
  if (made) held += malloc_usable_size(made);
  return made;
}
void* operator new(std::size_t size) {
  void* made = operator new(size, std::nothrow);
  if (!made) throw std::bad_alloc{};
  return made;
}
void operator delete(void* made) noexcept {
  held -= malloc_usable_size(made);
  std::free(made);
}
void operator delete(void* made, std::size_t) noexcept { operator delete(made); }

namespace hardening {
namespace {
using namespace kotori;

constexpr std::size_t many = 1024;
const std::string handshake =
    "GET /chat HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// What a server holds for each of many connections on which nothing has been said, their streams apart.
template <class Handler> std::size_t bytes_each(Handler handler) {
  Simulation simulation;
  auto& loop = simulation.loop();
  Routes routes;
  routes.websocket("/chat", handler);
  const ServeOptions options;
  const auto premises = server::Premises::open(routes, options, 1);
  server::Host host{**premises};
  std::vector<std::unique_ptr<Pipe>> near, far;
  std::string answer(1024, '\0');
  const auto exchange = [&](Pipe& from, Pipe& to, const std::string& said) {
    simulation.run_on(loop, [&] { from.write(said); });
    simulation.run_on(loop, [&] { to.read(answer); });
  };
  for (std::size_t i = 0; i < many; ++i) {
    auto [a, b] = make_pipe(simulation, loop, loop);
    exchange(*a, *b, answer);  // so that both ways have the memory that they will want
    exchange(*b, *a, answer);
    near.push_back(std::move(a));
    far.push_back(std::move(b));
  }
  const auto open = [&](std::size_t i) {
    simulation.run_on(loop, [&] { host.accept(std::move(near[i])); });
    exchange(*far[i], *far[i], handshake);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 "));
  };
  open(0);
  const auto before = held;
  for (std::size_t i = 1; i < many; ++i) open(i);
  const auto each = (held - before) / (many - 1);
  far.clear();
  simulation.run(host.stop());
  return each;
}

}  // namespace

TEST(AnIdleConnection, AsksForNoMoreThan320BytesBesideItsStream) {
  EXPECT_LE(bytes_each([](WebSocket& socket) -> Task<> {
              while (auto text = co_await socket.receive_text()) socket.send(*text);
            }),
            320U);
}

TEST(AnIdleConnection, PaysForARequestThatItsHandlerKeeps) {
  EXPECT_GT(bytes_each([](WebSocket& socket, Request request) -> Task<> {
              while (auto text = co_await socket.receive_text()) socket.send(request.target);
            }),
            320U);
}

}  // namespace hardening
