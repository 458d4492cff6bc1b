#pragma once
#include <string>
#include <string_view>

namespace kotori::inline v0 {

/// Somebody who asks a TestServer from an address of theirs, in bytes; each request on a connection of its own.
template <class Server> struct Caller {
  Server& server;
  std::string from = "192.0.2.1";

  /// `headers`: lines, each with its CRLF.
  std::string get(std::string_view target, std::string_view headers = {}) {
    return exchange("GET " + std::string(target) + " HTTP/1.1\r\nHost: here.example\r\n" + std::string(headers) +
                    "Connection: close\r\n\r\n");
  }
  std::string upgrade(std::string_view target, std::string_view headers = {}) {
    return exchange("GET " + std::string(target) + " HTTP/1.1\r\nHost: here.example\r\n" + std::string(headers) +
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  }

  std::string exchange(std::string_view bytes) {
    auto wire = server.dial(from);
    wire->write(bytes);
    server.simulation().run_until_idle();
    std::string heard(1 << 20, '\0');
    heard.resize(wire->read(heard).bytes);
    wire.reset();
    server.simulation().run_until_idle();
    return heard;
  }
};

inline std::string status_of(std::string_view answer) {
  return std::string(answer.substr(0, answer.find("\r\n")).substr(std::string_view("HTTP/1.1 ").size()));
}
inline std::string body_of(std::string_view answer) { return std::string(answer.substr(answer.find("\r\n\r\n") + 4)); }

}  // namespace kotori::inline v0
