#include "kotori/websocket/utf8.hpp"

#include "kotori/base/eight_bytes.hpp"

#include <algorithm>
#include <simdjson.h>

namespace kotori::inline v0::websocket {
namespace {

constexpr bool is_tail(char byte) { return (static_cast<std::uint8_t>(byte) & 0xC0) == 0x80; }

/// Where the last character of a piece begins, or its end if that is not within reach.
std::size_t last_character(std::string_view piece) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(4, piece.size()); ++back) {
    if (!is_tail(piece[piece.size() - back])) return piece.size() - back;
  }
  return piece.size();
}

// Asking simdjson costs about 15 ns, whatever there is to check.
constexpr std::size_t worth_a_fast_pass = 32;
constexpr std::size_t worth_a_look = 128;  // up to here, looking whether it is all ASCII costs less

}  // namespace

bool is_utf8(std::string_view text) {
  if (text.size() <= worth_a_look && is_ascii(text)) return true;
  if (text.size() >= worth_a_fast_pass) return simdjson::validate_utf8(text.data(), text.size());
  Utf8Check check;
  return check.accept(text) && check.complete();
}

std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && is_tail(text[end])) --end;
  return text.substr(0, end);
}

bool Utf8Check::accept(std::string_view piece) {
  // The character begun in the piece before, then whole characters at once, then the one that may go on in the next
  // piece.
  while (missing_ > 0 && !piece.empty()) {
    if (!accept_byte(static_cast<std::uint8_t>(piece.front()))) return false;
    piece.remove_prefix(1);
  }
  if (piece.size() >= worth_a_fast_pass) {
    const std::size_t whole = last_character(piece);
    if (!is_utf8(piece.substr(0, whole))) return false;
    piece.remove_prefix(whole);
  }
  return std::ranges::all_of(piece, [this](char byte) { return accept_byte(static_cast<std::uint8_t>(byte)); });
}

bool Utf8Check::accept_byte(std::uint8_t byte) {
  if (missing_ == 0) return begin_character(byte);
  if (byte < lowest_ || byte > highest_) return false;
  lowest_ = 0x80;
  highest_ = 0xBF;
  --missing_;
  return true;
}

bool Utf8Check::begin_character(std::uint8_t lead) {
  if (lead <= 0x7F) return true;
  if (lead < 0xC2 || lead > 0xF4) return false;
  missing_ = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  // The second byte is what keeps out overlong forms, surrogates and what lies beyond U+10FFFF.
  if (lead == 0xE0) lowest_ = 0xA0;
  if (lead == 0xED) highest_ = 0x9F;
  if (lead == 0xF0) lowest_ = 0x90;
  if (lead == 0xF4) highest_ = 0x8F;
  return true;
}

}  // namespace kotori::inline v0::websocket
