#pragma once
#include "apps/kotori/bench/rooms.hpp"
#include "apps/kotori/bench/template.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/net/endpoint.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// What `kotori bench` does to a server.
enum class Work : std::uint8_t {
  echo,       ///< everyone says something and hears it said back
  broadcast,  ///< some say something, and everyone hears it
  idle,       ///< everyone is there and silent
  connect,    ///< connections are opened and closed
  chat,       ///< as broadcast, in the chat's own protocol
  durable,    ///< as chat, but the next message follows the server's "ok"; at the end the history is held against it
  pages,      ///< pages of the chat's history are read
  resume,     ///< everyone loses their connection, misses something, and comes back at once
};
std::string_view name_of(Work work);
/// Whether it is done in the chat's own protocol, with messages in its rooms.
inline bool is_of_the_chat(Work work) { return work == Work::chat || work == Work::durable; }

/// A ws:// or wss:// address.
struct Url {
  kotori::Endpoint endpoint{"127.0.0.1", 8080};
  std::string host = "127.0.0.1:8080";  ///< as the Host header has it
  std::string name = "127.0.0.1";       ///< whom its certificate must be for
  std::string target = "/chat";
  bool tls = false;
  std::string text() const { return (tls ? "wss://" : "ws://") + host + target; }
};
/// Looks a name up, which blocks. The error says what is wrong with it.
kotori::Result<Url> parse_url(std::string_view text);

struct Options {
  Work work = Work::echo;
  std::vector<Url> urls{1};  ///< connections go to them in turn
  bool verify = true;        ///< whether a wss server must have a certificate that is trusted
  bool compress = false;     ///< what the server says may be compressed, and it must agree to that
  std::string subprotocol;
  std::optional<Template> greeting;  ///< said first on each connection, which begins once that is answered
  Template message;
  std::size_t connections = 64;
  std::size_t stalled = 0;       ///< further connections, which read nothing
  std::size_t senders = 1;       ///< how many of them; for Work::echo all are
  std::size_t window = 1;        ///< messages of a sender under way; connections that are opened at once
  double rate = 0;               ///< messages a second of all senders together; 0: as the window allows
  std::size_t size = 128;        ///< bytes of a text
  Rooms rooms;                   ///< of the chat
  std::size_t missed = 100;      ///< messages that Work::resume says while everyone is away
  bool until_restarted = false;  ///< Work::resume does not hang up: the server ends, and another one comes
  kotori::Duration duration = std::chrono::seconds{5};
  kotori::Duration warm_up = std::chrono::seconds{1};
  std::size_t source_addresses = 1;  ///< of the loopback network: one has about 28,000 ports
  std::vector<int> pids;             ///< the server's processes
  std::string json;                  ///< where the report goes as JSON; "-": to stdout, instead of the table

  const Url& url_of(std::uint32_t connection) const { return urls[connection % urls.size()]; }
};

}  // namespace bench
