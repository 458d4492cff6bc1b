#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/websocket/frame_decoder.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bench {

class Visitor;

/// Who is told what visitors hear.
class Listener {
 public:
  /// `payload`, a whole message that was read at `now`, lives during the call.
  virtual void on_message(Visitor& visitor, std::string_view payload, kotori::Instant now) = 0;
  /// The connection is no more; once.
  virtual void on_lost(Visitor& visitor, std::string_view why) = 0;

 protected:
  ~Listener() = default;
};

/// One connection of the load: as little as a client can be, so that the server is what is measured. What it says
/// within a turn leaves in one write.
class Visitor final : kotori::StreamListener, kotori::TurnEnd {
 public:
  /// `early` came behind the handshake. The listener outlives the visitor.
  Visitor(std::uint32_t number, std::unique_ptr<kotori::Stream> stream, std::string_view early, Listener& listener);
  ~Visitor();

  std::uint32_t number() const { return number_; }
  bool is_lost() const { return lost_; }
  void say(std::string_view text);
  /// Says goodbye; on_lost() follows when the server has ended the connection.
  void leave();

 private:
  void on_stream_ready() override;
  void on_turn_end() override { flush(); }
  void say(kotori::websocket::Opcode opcode, std::string_view payload);
  void flush();
  void hear(std::string_view bytes);
  void hear(const kotori::websocket::FramePayload& payload, kotori::Instant now);
  void lose(std::string_view why);

  std::uint32_t number_;
  bool lost_ = false;
  std::unique_ptr<kotori::Stream> stream_;
  Listener& listener_;
  kotori::websocket::FrameDecoder decoder_{kotori::websocket::Role::client};
  std::string unfinished_;  // of a message
  std::string unsent_;
};

}  // namespace bench
