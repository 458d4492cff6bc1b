#pragma once
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstddef>
#include <netinet/in.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>
#include <unistd.h>

namespace adapters {

/// Somebody at the server who is no node: hears everything and says anything, in NATS' own words over a plain socket.
class Stranger {
 public:
  struct Message {
    std::string subject;
    std::string bytes;
  };

  explicit Stranger(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{20, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::system_error(errno, std::generic_category(), "connect");
    say("CONNECT {\"verbose\":false,\"echo\":false}\r\nSUB > 1\r\n");
    settle();
  }
  ~Stranger() { ::close(socket_); }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;

  void publish(const Message& message) {
    say("PUB " + message.subject + " " + std::to_string(message.bytes.size()) + "\r\n" + message.bytes + "\r\n");
  }
  /// The next message of anyone.
  Message next() {
    for (;;) {
      const auto line = read_line();
      if (!line.starts_with("MSG ")) continue;
      std::istringstream words{line.substr(4)};
      Message message;
      std::size_t subscription = 0, size = 0;
      words >> message.subject >> subscription >> size;
      message.bytes = read(size + 2).substr(0, size);
      return message;
    }
  }

 private:
  void say(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent < 0) throw std::system_error(errno, std::generic_category(), "send");
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  /// Until the server has done all that it was told.
  void settle() {
    say("PING\r\n");
    while (read_line() != "PONG") {
    }
  }
  std::string read_line() {
    auto line = read_to([this] { return held_.find("\r\n"); });
    held_.erase(0, 2);
    return line;
  }
  std::string read(std::size_t size) {
    return read_to([&] { return held_.size() < size ? std::string::npos : size; });
  }
  template <class Find> std::string read_to(Find find) {
    std::size_t end = 0;
    while ((end = find()) == std::string::npos) {
      std::array<char, 4096> part{};
      const auto size = ::recv(socket_, part.data(), part.size(), 0);
      if (size <= 0) throw std::runtime_error("the server says nothing more");
      held_.append(part.data(), static_cast<std::size_t>(size));
    }
    auto text = held_.substr(0, end);
    held_.erase(0, end);
    return text;
  }

  const int socket_;
  std::string held_;
};

}  // namespace adapters
