// What the kernel takes for a broadcast: the least that can be called a server of one. It waits until so many messages
// of one known size have come, and gives them to everyone, each socket in one send().
// Usage: limit_server PORT TEXT_BYTES MESSAGES
// It speaks just enough to be driven by the same client as Kotori: an opening handshake, and the removal of a mask.
#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/handshake.hpp"
#include "kotori/websocket/masking.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace websocket = kotori::websocket;

namespace {

int must(int result) {
  if (result < 0) std::abort();
  return result;
}

void watch(int epoll, int fd) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
}

int listen_on(std::uint16_t port) {
  const int fd = must(socket(AF_INET, SOCK_STREAM, 0)), on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // those it accepts have it, too
  sockaddr_in address{
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero{}};
  must(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address));
  must(listen(fd, 4096));
  return fd;
}

/// A head comes in one piece over loopback.
void answer(int fd, std::string_view head) {
  constexpr std::string_view field = "Sec-WebSocket-Key: ";
  const auto key = head.substr(std::min(head.find(field), head.size() - field.size()) + field.size()).substr(0, 24);
  const auto answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      websocket::accept_key(key) + "\r\n\r\n";
  send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const std::size_t text_bytes = std::strtoul(arguments[2], nullptr, 10),
                    messages = std::strtoul(arguments[3], nullptr, 10);
  const std::size_t frame_bytes = websocket::encoded_size(text_bytes);
  const int epoll = must(epoll_create1(0));
  const int listener = listen_on(static_cast<std::uint16_t>(std::atoi(arguments[1])));
  watch(epoll, listener);

  std::vector<int> members;
  std::vector<char> came(64 * 1024);
  std::string batch;
  std::array<epoll_event, 512> events;
  for (;;) {
    const int ready = epoll_wait(epoll, events.data(), events.size(), -1);
    for (int i = 0; i < ready; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener) {
        watch(epoll, must(accept(listener, nullptr, nullptr)));
        continue;
      }
      const auto got = recv(fd, came.data(), came.size(), 0);
      if (got <= 0) {
        std::erase(members, fd);
        close(fd);
        continue;
      }
      std::string_view bytes{came.data(), static_cast<std::size_t>(got)};
      if (bytes.starts_with("GET ")) {
        answer(fd, bytes);
        members.push_back(fd);
        continue;
      }
      // Whole frames, all of that size: a head, four bytes of mask, the text.
      for (; bytes.size() >= frame_bytes + 4; bytes.remove_prefix(frame_bytes + 4)) {
        const auto head = frame_bytes - text_bytes;
        websocket::MaskKey key;
        std::ranges::copy(bytes.substr(head, key.size()), key.begin());
        websocket::append_frame(batch, websocket::Opcode::text, bytes.substr(head + key.size(), text_bytes));
        websocket::mask({batch.data() + batch.size() - text_bytes, text_bytes}, key);
      }
    }
    if (batch.size() < messages * frame_bytes) continue;
    for (const int fd : members) send(fd, batch.data(), batch.size(), MSG_NOSIGNAL);
    batch.clear();
  }
}
