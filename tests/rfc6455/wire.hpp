#pragma once
#include "kotori/websocket/message_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Frames spelled out by hand, so that the encoder is not tested by itself, and what a reader hears of them.
namespace rfc6455 {

using namespace std::string_literals;
using kotori::websocket::DeflateSide;
using kotori::websocket::MessageLimits;
using kotori::websocket::Role;

inline constexpr std::uint8_t fin = 0x80;
inline constexpr std::uint8_t continuation = 0x0, text = 0x1, binary = 0x2, close = 0x8, ping = 0x9, pong = 0xA;

/// A client's frame: first byte, then a masked payload.
std::string frame(int first_byte, std::string_view payload);

/// A server's frame: the same without a mask.
std::string plain_frame(int first_byte, std::string_view payload);

/// A client's close frame.
std::string close_frame(int code, std::string_view reason = {});

/// A length field of `width` bytes after the first byte: 0 (in the second byte itself), 2 or 8. No payload follows.
std::string head(int first_byte, std::uint64_t length, int width, bool masked = true);

/// What was heard, an event a line: "text Hello", "binary 01 ff", "ping x", "pong x", "close 1000 bye", "broken 1002".
using Heard = std::vector<std::string>;

/// Reads the bytes whole, byte by byte, and cut in two at every point (long ones at a sample of points); expects to
/// hear the same each time, and that all bytes are taken. `deflate`: how the peer compresses (RFC 7692).
Heard hear(std::string_view bytes, Role role = Role::server,
           const MessageLimits& limits = kotori::websocket::default_message_limits,
           std::optional<DeflateSide> deflate = {});

/// As `hear`, read whole only.
Heard hear_whole(std::string_view bytes, Role role = Role::server,
                 const MessageLimits& limits = kotori::websocket::default_message_limits,
                 std::optional<DeflateSide> deflate = {});

/// How many of the bytes, one at a time, a server takes before it calls the peer broken; all of them if it never does.
std::size_t bytes_until_broken(std::string_view bytes, std::optional<DeflateSide> deflate = {});

}  // namespace rfc6455
