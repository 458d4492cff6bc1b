#include "kotori/websocket/frame_encoder.hpp"

#include "kotori/websocket/masking.hpp"
#include "kotori/websocket/utf8.hpp"

#include <cstring>
#include <stdexcept>

namespace kotori::inline v0::websocket {
namespace {

char* write_big_endian(char* out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) *out++ = static_cast<char>(number >> shift);
  return out;
}

FrameHead final_head(Opcode opcode, std::size_t length) { return {.opcode = opcode, .length = length}; }

}  // namespace

char* write_head(char* out, const FrameHead& head) {
  if (is_control(head.opcode) && (!head.fin || head.length > max_control_payload)) {
    throw std::length_error("a control frame is final and has at most 125 bytes");
  }
  const std::uint8_t mask_bit = head.masked ? 0x80 : 0;
  *out++ = static_cast<char>((head.fin ? 0x80 : 0) | head.rsv | static_cast<std::uint8_t>(head.opcode));
  if (head.length <= 125) {
    *out++ = static_cast<char>(mask_bit | head.length);
  } else if (head.length <= 0xFFFF) {
    *out++ = static_cast<char>(mask_bit | 126);
    out = write_big_endian(out, head.length, 2);
  } else {
    *out++ = static_cast<char>(mask_bit | 127);
    out = write_big_endian(out, head.length, 8);
  }
  if (!head.masked) return out;
  std::memcpy(out, head.key.data(), head.key.size());
  return out + head.key.size();
}

char* write_frame(char* out, Opcode opcode, std::string_view payload, std::uint8_t rsv) {
  auto head = final_head(opcode, payload.size());
  head.rsv = rsv;
  out = write_head(out, head);
  if (!payload.empty()) std::memcpy(out, payload.data(), payload.size());
  return out + payload.size();
}

std::uint32_t size_of_frame(const char* frame) {
  const auto byte = [&](int at) { return static_cast<std::uint64_t>(static_cast<unsigned char>(frame[at])); };
  const std::uint64_t masked = (byte(1) & 0x80) != 0 ? 4 : 0;
  std::uint64_t length = byte(1) & 0x7F;
  if (length < 126) return static_cast<std::uint32_t>(2 + masked + length);
  const int bytes = length == 126 ? 2 : 8;
  length = 0;
  for (int i = 0; i < bytes; ++i) length = length << 8 | byte(2 + i);
  return static_cast<std::uint32_t>(2 + static_cast<unsigned>(bytes) + masked + length);
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  char head[max_head_size];
  out.append(head, write_head(head, final_head(opcode, payload.size())));
  out.append(payload);
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload, MaskKey key) {
  FrameHead head = final_head(opcode, payload.size());
  head.masked = true;
  head.key = key;
  char bytes[max_head_size];
  out.append(bytes, write_head(bytes, head));
  out.append(payload);
  mask(std::span(out).last(payload.size()), key);
}

std::string close_payload(CloseCode code, std::string_view reason) {
  if (code == CloseCode::no_status) return {};
  if (!may_be_sent(code)) throw std::invalid_argument("this close code may not be sent");
  const auto number = static_cast<std::uint16_t>(code);
  std::string payload{static_cast<char>(number >> 8), static_cast<char>(number)};
  if (is_utf8(reason)) payload += truncate_utf8(reason, max_control_payload - 2);
  return payload;
}

}  // namespace kotori::inline v0::websocket
