#pragma once
#include "kotori/websocket/frame.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// What both sides of a comparison are given.
namespace samples {

inline constexpr kotori::websocket::MaskKey key{0x37, 0xfa, 0x21, 0x3d};

inline constexpr std::string_view ascii = "Many small birds talk in one tree. ";
inline constexpr std::string_view japanese = "小さな鳥が一本の木で話している。";
inline constexpr std::string_view mixed = "Good morning おはようございます 🐦, see you at 9. ";

/// Exactly this many bytes of a sentence said again and again; what would be cut in a character is filled with spaces.
std::string repeated(std::string_view sentence, std::size_t bytes);

/// What a chat tells: JSON with names that come again.
std::string history(std::size_t bytes);

/// Sixteen text frames of a client.
std::string masked_frames(std::string_view payload);

/// How a browser asks for a WebSocket, about 600 bytes, and how curl asks for a page.
extern const std::string_view browser_head, curl_head;

}  // namespace samples
