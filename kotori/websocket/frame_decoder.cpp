#include "kotori/websocket/frame_decoder.hpp"

#include "kotori/websocket/masking.hpp"

#include <algorithm>
#include <cstring>

namespace kotori::inline v0::websocket {
namespace {

constexpr std::uint8_t rsv_bits = rsv1 | rsv2 | rsv3;

constexpr bool is_known(Opcode opcode) {
  const auto number = static_cast<std::uint8_t>(opcode);
  return number <= 0x2 || (number >= 0x8 && number <= 0xA);
}

constexpr bool begins_message(Opcode opcode) { return opcode == Opcode::text || opcode == Opcode::binary; }

Broken wrong(std::string_view reason) { return {CloseCode::protocol_error, reason}; }

}  // namespace

void FramePayload::append_to(std::string& out) const {
  if (key == MaskKey{}) {
    out.append(masked_bytes);
    return;
  }
  const std::size_t old_size = out.size(), new_size = old_size + masked_bytes.size();
  // What the lambda is given as the size is the capacity in libstdc++ 12, so it goes by its own.
  out.resize_and_overwrite(new_size, [&](char* data, std::size_t) {
    copy_masked(data + old_size, masked_bytes, key);
    return new_size;
  });
}

std::optional<FramePart> FrameDecoder::next(std::string_view& bytes) {
  if (stage_ == Stage::stopped) bytes = {};
  if (stage_ == Stage::head) return read_head(bytes);
  // An empty payload is all here at once; any other waits for bytes.
  if (stage_ == Stage::payload && (left_ == 0 || !bytes.empty())) return read_payload(bytes);
  return {};
}

std::optional<FramePart> FrameDecoder::read_head(std::string_view& bytes) {
  // All that may belong to the head is looked at in one go; where it ends, it says itself.
  const std::size_t had = have_;
  if (had == 0 && bytes.size() >= head_.size()) {
    std::memcpy(head_.data(), bytes.data(), head_.size());
    have_ = head_.size();
  } else {
    have_ += static_cast<std::uint8_t>(bytes.copy(reinterpret_cast<char*>(head_.data()) + had, head_.size() - had));
  }
  if (auto broken = fault()) {
    stop();
    bytes = {};
    return *broken;
  }
  const std::size_t size = head_size();
  if (have_ < size) {
    bytes = {};
    return {};
  }
  bytes.remove_prefix(size - had);

  const bool masked = (head_[1] & 0x80) != 0;
  MaskKey mask_key{};
  if (masked) std::memcpy(mask_key.data(), head_.data() + size - mask_key.size(), mask_key.size());
  left_ = stated_length();
  set_key(mask_key);
  have_ = 0;
  stage_ = Stage::payload;
  return FrameHead{.fin = fin(),
                   .masked = masked,
                   .rsv = static_cast<std::uint8_t>(head_[0] & rsv_bits),
                   .opcode = opcode(),
                   .key = mask_key,
                   .length = left_};
}

FramePart FrameDecoder::read_payload(std::string_view& bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  FramePayload payload{
      .opcode = opcode(), .fin = fin(), .last = taken == left_, .key = key(), .masked_bytes = bytes.substr(0, taken)};
  bytes.remove_prefix(taken);
  left_ -= taken;
  set_key(turned(payload.key, taken));
  if (left_ == 0) stage_ = Stage::head;
  return payload;
}

MaskKey FrameDecoder::key() const {
  MaskKey key{};
  std::memcpy(key.data(), head_.data() + place_of_key, key.size());
  return key;
}

void FrameDecoder::set_key(const MaskKey& key) { std::memcpy(head_.data() + place_of_key, key.data(), key.size()); }

/// How many bytes the head has, as far as those that are here tell.
std::size_t FrameDecoder::head_size() const {
  if (have_ < 2) return 2;
  const std::uint8_t length = head_[1] & 0x7F;
  return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + ((head_[1] & 0x80) != 0 ? sizeof(MaskKey) : 0);
}

std::uint64_t FrameDecoder::stated_length() const {
  const std::uint8_t length = head_[1] & 0x7F;
  if (length < 126) return length;
  std::uint64_t number = 0;
  for (std::size_t i = 2; i < (length == 126 ? 4U : 10U); ++i) number = number << 8 | head_[i];
  return number;
}

/// The first thing that is wrong with what is here of the head.
std::optional<Broken> FrameDecoder::fault() const {
  if (have_ < 1) return {};
  const std::uint8_t permitted = begins_message(opcode()) ? permitted_rsv_ : 0;
  if ((head_[0] & rsv_bits & ~permitted) != 0) return wrong("reserved bit set");  // §5.2
  if (!is_known(opcode())) return wrong("unknown opcode");                        // §5.2
  if (is_control(opcode()) && !fin()) return wrong("fragmented control frame");   // §5.5

  if (have_ < 2) return {};
  const bool masked = (head_[1] & 0x80) != 0;
  const std::uint8_t length = head_[1] & 0x7F;
  if (masked != (role_ == Role::server)) return wrong(masked ? "masked frame" : "unmasked frame");  // §5.1
  if (is_control(opcode()) && length > max_control_payload) return wrong("long control frame");     // §5.5

  if (length < 126 || have_ < head_size()) return {};
  const std::uint64_t stated = stated_length();
  if (stated >> 63 != 0) return wrong("length of 64 bits");                                         // §5.2
  if (stated <= (length == 126 ? 125U : 0xFFFFU)) return wrong("length not in its shortest form");  // §5.2
  return {};
}

}  // namespace kotori::inline v0::websocket
