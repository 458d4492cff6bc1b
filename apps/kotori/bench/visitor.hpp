#pragma once
#include "apps/kotori/bench/inflation.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/websocket/deflate_terms.hpp"
#include "kotori/websocket/frame_decoder.hpp"

#include <cstdint>
#include <memory>
#include <optional>
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

/// A WebSocket whose handshake is done.
struct Entered {
  std::unique_ptr<kotori::Stream> stream;
  std::string early;  ///< what came behind the handshake
  std::optional<kotori::websocket::DeflateTerms> deflate;
  Inflation& inflation;     ///< for what is compressed; outlives the visitor
  std::string cookie = {};  ///< that it was given, "name=value"
};

/// One connection of the load: as little as a client can be, so that the server is what is measured. What it says
/// within a turn leaves in one write.
class Visitor final : kotori::StreamListener, kotori::TurnEnd {
 public:
  /// The listener outlives the visitor.
  Visitor(std::uint32_t number, Entered entered, Listener& listener);
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
  void hear_message(std::string_view message, kotori::Instant now);
  void lose(std::string_view why);

  std::uint32_t number_;
  bool lost_ = false;
  bool compressed_ = false;  // the message that is under way
  std::unique_ptr<kotori::Stream> stream_;
  Listener& listener_;
  Inflation& inflation_;
  kotori::websocket::FrameDecoder decoder_;
  std::string unfinished_;  // of a message
  std::string unsent_;
};

}  // namespace bench
