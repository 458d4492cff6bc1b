#pragma once
#include "kotori/websocket/close_code.hpp"
#include "kotori/websocket/frame.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace kotori::inline v0::websocket {

/// The next bytes of a frame's payload, as they travel: masked with `key`, which begins at the first of them.
/// Valid as long as the bytes given to the decoder.
struct FramePayload {
  Opcode opcode = Opcode::text;
  bool fin = true;   ///< of the frame
  bool last = true;  ///< these bytes end the frame
  MaskKey key{};
  std::string_view masked_bytes;

  /// Unmasks and appends in one pass.
  void append_to(std::string& out) const;
};

using FramePart = std::variant<FrameHead, FramePayload, Broken>;

/// Bytes to frames (RFC 6455 §5): a state machine that reads no socket, keeps no payload and owns no memory.
/// Each frame comes as its head and then its payload in one or more pieces; an empty payload as one empty piece.
class FrameDecoder {
 public:
  /// `permitted_rsv`: the reserved bits a negotiated extension sets on text and binary frames, such as rsv1.
  explicit FrameDecoder(Role role, std::uint8_t permitted_rsv = 0) : role_(role), permitted_rsv_(permitted_rsv) {}

  /// Takes one part from the front of `bytes`, which may be cut anywhere. Empty: all of it was taken, and more is
  /// needed. After Broken everything that comes is dropped unread.
  std::optional<FramePart> next(std::string_view& bytes);

  /// From now on drop everything unread, as after Broken.
  void stop() {
    stage_ = Stage::stopped;
    have_ = 0;
  }

  /// No frame is half read.
  bool between_frames() const { return stage_ != Stage::payload && have_ == 0; }
  /// A frame is half read that is none of control.
  bool in_data_frame() const { return !between_frames() && !is_control(opcode()); }

 private:
  enum class Stage : std::uint8_t { head, payload, stopped };

  std::optional<FramePart> read_head(std::string_view& bytes);
  FramePart read_payload(std::string_view& bytes);
  std::optional<Broken> fault() const;
  Opcode opcode() const { return Opcode(head_[0] & 0x0F); }
  bool fin() const { return (head_[0] & 0x80) != 0; }
  std::size_t head_size() const;
  std::uint64_t stated_length() const;

  static constexpr std::size_t place_of_key = max_head_size - sizeof(MaskKey);
  MaskKey key() const;
  void set_key(const MaskKey& key);

  std::uint64_t left_ = 0;  // of the payload
  // As it comes in. While the payload does, the first byte stays and the last four are the key, turned to the next
  // byte of the payload.
  std::array<std::uint8_t, max_head_size> head_{};
  std::uint8_t have_ : 4 = 0;  // of the head
  Stage stage_ : 2 = Stage::head;
  Role role_ : 1;
  std::uint8_t permitted_rsv_;
};

static_assert(sizeof(FrameDecoder) <= 24, "one is copied for each read, and kept while a frame is half read");

}  // namespace kotori::inline v0::websocket
