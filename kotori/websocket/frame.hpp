#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace kotori::inline v0::websocket {

/// Which end of the connection we are. A server hears masked frames and sends plain ones, a client the reverse (§5.1).
enum class Role : std::uint8_t { server, client };

enum class Opcode : std::uint8_t { continuation = 0x0, text = 0x1, binary = 0x2, close = 0x8, ping = 0x9, pong = 0xA };

/// Control frames are short, whole, and may come between the fragments of a message (§5.5).
constexpr bool is_control(Opcode opcode) { return (static_cast<std::uint8_t>(opcode) & 0x8) != 0; }

inline constexpr std::size_t max_control_payload = 125;

/// The four bytes a client mixes into its payload, in the order they travel (§5.3).
using MaskKey = std::array<std::uint8_t, 4>;

inline constexpr std::size_t max_head_size = 14;

/// The reserved bits where they sit in a frame's first byte (§5.2).
inline constexpr std::uint8_t rsv1 = 0x40, rsv2 = 0x20, rsv3 = 0x10;

/// What stands before a frame's payload (§5.2).
struct FrameHead {
  bool fin = true;
  bool masked = false;
  std::uint8_t rsv = 0;  ///< any of rsv1, rsv2, rsv3
  Opcode opcode = Opcode::text;
  MaskKey key{};             ///< zeros unless masked
  std::uint64_t length = 0;  ///< of the payload, in bytes
  bool operator==(const FrameHead&) const = default;
};

}  // namespace kotori::inline v0::websocket
