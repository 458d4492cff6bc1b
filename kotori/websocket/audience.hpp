#pragma once
#include "kotori/json/described.hpp"
#include "kotori/json/write.hpp"
#include "kotori/websocket/frame.hpp"
#include "kotori/websocket/news.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace kotori::inline v0 {

class WebSocket;
namespace websocket {
class Outbox;
class Section;
struct AudienceState;
}  // namespace websocket

/// A place in an Audience; losing it is leaving. It belongs to the loop it was given on. A connection that ends gives
/// its seats up by itself.
class [[nodiscard]] Seat {
 public:
  Seat(websocket::Section& section, websocket::Outbox& outbox);
  Seat(Seat&& other) noexcept;
  Seat& operator=(Seat&&) = delete;
  ~Seat() { leave(); }

  /// What was told before is still heard, what comes after is not. Leaving twice does nothing.
  void leave();

 private:
  friend class Audience;
  friend class websocket::Outbox;
  friend class websocket::Section;
  void share_news();
  void take_news(std::vector<websocket::News>& into);

  websocket::Section* section_;
  websocket::Outbox* outbox_;
  Seat* next_ = nullptr;  // of the same outbox
  std::uint64_t id_;
  std::uint32_t place_ = 0;
};

/// How an Audience tells its members.
struct AudienceOptions {
  std::size_t compress_from = 1024;  ///< bytes of a message; shorter ones go plain to everyone
  /// So many members are told in one turn of their loop, some 5 us each; the others in the next turns, so that whoever
  /// else is on the loop is not kept waiting.
  std::uint32_t members_a_turn = 256;
};

/// Everyone who hears. All members hear the same messages in the same order, whichever loops they are on, and what is
/// sent on one loop in the order of sending. A message is encoded once, and compressed at most once for each size of
/// window that members have agreed on; nothing here waits.
///
/// While several speak at once to many, messages are gathered for up to a millisecond, so that one write to each member
/// carries them all; a lone speaker is never delayed.
///
/// Any loop may join and send. It outlives its seats; the loop of the first member decides its order.
class Audience {
 public:
  explicit Audience(const AudienceOptions& options = {});
  ~Audience();
  Audience(const Audience&) = delete;
  Audience& operator=(const Audience&) = delete;

  /// The socket hears what is sent from now on. On the socket's loop.
  Seat join(WebSocket& socket);

  void send(std::string_view text);
  void send_binary(std::string_view bytes);
  /// To everyone but the seat's owner. On the seat's loop.
  void send_except(const Seat& seat, std::string_view text);

  template <json::Described T> void send(const T& message) { send(json::write(message)); }
  template <json::Described T> void send_except(const Seat& seat, const T& message) {
    send_except(seat, json::write(message));
  }

  /// How many seats are taken, on all loops; by the time you look it may be another number.
  std::size_t size() const;

 private:
  void tell(websocket::Opcode opcode, std::string_view payload, std::uint64_t except);

  std::shared_ptr<websocket::AudienceState> state_;
};

}  // namespace kotori::inline v0
