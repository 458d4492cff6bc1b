// What benches do with thousands, done with a few on loops of real threads: so that the sanitizers see it.
#include "kotori/base/memory.hpp"
#include "kotori/net/sockets.hpp"
#include "kotori/testing/live_server.hpp"
#include "kotori/websocket/audience.hpp"

#include <array>
#include <filesystem>
#include <gtest/gtest.h>
#include <iterator>
#include <netinet/tcp.h>
#include <unistd.h>
#include <vector>

using namespace kotori;

namespace {

Routes one_room(Audience& everyone) {
  Routes routes;
  routes.websocket("/", [&](WebSocket& socket) -> Task<> {
    auto seat = everyone.join(socket);
    socket.send("joined");
    while (auto text = co_await socket.receive_text()) everyone.send(*text);
  });
  return routes;
}

/// Is let in, and reads nothing more. The kernel keeps as little for it as it may.
class StalledReader {
 public:
  explicit StalledReader(const Endpoint& server) {
    set(SOL_SOCKET, SO_RCVBUF, 4096);
    set(IPPROTO_TCP, TCP_MAXSEG, 536);
    auto to = detail::to_socket_address(server);
    connect(fd_, to.get(), to.size);
    const std::string request =
        "GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    send(fd_, request.data(), request.size(), 0);
    std::array<char, 64> beginning{};
    recv(fd_, beginning.data(), beginning.size(), 0);
  }
  ~StalledReader() { close(fd_); }
  StalledReader(const StalledReader&) = delete;
  StalledReader& operator=(const StalledReader&) = delete;

 private:
  void set(int level, int option, int value) const { setsockopt(fd_, level, option, &value, sizeof value); }
  int fd_ = socket(AF_INET, SOCK_STREAM, 0);
};

std::ptrdiff_t open_files() { return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {}); }

}  // namespace

TEST(UnderLoad, StalledReadersAreEndedAndTheOthersHearEverythingInOneOrder) {
  constexpr std::size_t people = 3, texts = 80;
  Audience everyone;
  LiveServer server{one_room(everyone), {.loops = 3, .websocket = {.outbox_bytes = 256 * 1024}}};
  const StalledReader first{server.endpoint()}, second{server.endpoint()};
  std::vector<TestPeer> peers;
  for (std::size_t i = 0; i < people; ++i) peers.push_back(server.connect("/"));
  for (auto& peer : peers) EXPECT_EQ(peer.hears(), "joined");

  std::vector<std::vector<std::string>> heard(people);
  for (std::size_t i = 0; i < texts; ++i) {
    for (std::size_t who = 0; who < people; ++who) peers[who].says(std::to_string(who) + std::string(32'000, 'x'));
    for (std::size_t who = 0; who < people; ++who)
      for (std::size_t k = 0; k < people; ++k) heard[who].push_back(peers[who].hears().substr(0, 1));
    give_back_memory();
  }

  for (const auto& one : heard) EXPECT_EQ(one, heard.front());
  EXPECT_EQ(server.websocket_counts().slow_readers_bytes, 2U);
}

TEST(UnderLoad, WhoComesAndGoesLeavesNoOpenFile) {
  const auto before = open_files();
  {
    Audience everyone;
    LiveServer server{one_room(everyone), {.loops = 3}};
    auto stays = server.connect("/");
    stays.hears();
    const auto with_one = open_files();
    for (int i = 0; i < 100; ++i) {
      auto peer = server.connect("/");
      peer.hears();
      peer.leaves();
      EXPECT_EQ(peer.closed_with(), CloseCode::normal);
    }
    stays.says("still there?");
    EXPECT_EQ(stays.hears(), "still there?");
    EXPECT_EQ(server.websocket_counts().opened, 101U);
    EXPECT_LE(open_files(), with_one + 2);  // the last one may be on its way out, at both ends
  }
  EXPECT_EQ(open_files(), before);
}
