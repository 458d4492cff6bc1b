#include "kotori/base/match.hpp"
#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/message_reader.hpp"
#include "kotori/websocket/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Any bytes as a peer's frames: what is heard does not depend on how they are cut, keeps its promises, and is heard
/// again when it is said again. The first five bytes choose the role, the limits and where to cut.
namespace {

using namespace kotori::websocket;

void expect(bool promise) {
  if (!promise) std::abort();
}

/// Small steps from a seed: where the next piece ends.
class Cuts {
 public:
  explicit Cuts(std::uint32_t seed) : state_(seed | 1) {}
  std::size_t next() {
    state_ = state_ * 1664525 + 1013904223;
    return 1 + (state_ >> 16) % ((state_ >> 30) == 0 ? 64 : 4);
  }

 private:
  std::uint32_t state_;
};

std::vector<Event> read(std::string_view bytes, Role role, const MessageLimits& limits, std::optional<Cuts> cuts) {
  MessageReader reader{role, limits};
  std::vector<Event> events;
  while (!bytes.empty()) {
    const std::vector<char> copy(
        bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), cuts ? cuts->next() : ~0UL)));
    bytes.remove_prefix(copy.size());
    std::string_view piece(copy.data(), copy.size());
    while (auto event = reader.next(piece)) events.push_back(std::move(*event));
    expect(piece.empty());
    expect(!reader.idle() || reader.held_bytes() == 0);
    expect(reader.held_bytes() <= 2 * limits.message_bytes + 1024);
  }
  return events;
}

void expect_sound(const Event& event, const MessageLimits& limits) {
  kotori::match(
      event,
      [&](const Message& message) {
        expect(message.data.size() <= limits.message_bytes);
        expect(message.kind == MessageKind::binary || is_utf8(message.data));
      },
      [](const Ping& ping) { expect(ping.payload.size() <= max_control_payload); },
      [](const Pong& pong) { expect(pong.payload.size() <= max_control_payload); },
      [](const Close& close) {
        expect(is_utf8(close.reason) && (may_be_sent(close.code) || close.code == kotori::CloseCode::no_status));
      },
      [](const Broken& broken) { expect(may_be_sent(broken.code) && broken.reason.size() <= 123); });
}

void append(std::string& out, const Event& event) {
  kotori::match(
      event,
      [&](const Message& message) {
        append_frame(out, message.kind == MessageKind::text ? Opcode::text : Opcode::binary, message.data);
      },
      [&](const Ping& ping) { append_frame(out, Opcode::ping, ping.payload); },
      [&](const Pong& pong) { append_frame(out, Opcode::pong, pong.payload); },
      [&](const Close& close) { append_frame(out, Opcode::close, close_payload(close.code, close.reason)); },
      [](const Broken&) {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 5) return 0;
  const Role role = (data[0] & 1) != 0 ? Role::client : Role::server;
  const MessageLimits limits{.message_bytes = std::size_t{1} << (data[0] >> 1 & 0xF), .fragments = 1U + (data[0] >> 5)};
  const std::uint32_t seed = data[1] | data[2] << 8 | data[3] << 16 | static_cast<std::uint32_t>(data[4]) << 24;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 5), size - 5);

  const auto heard = read(bytes, role, limits, {});
  expect(read(bytes, role, limits, Cuts(seed)) == heard);

  std::string said_again;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    expect_sound(heard[i], limits);
    const bool is_end = std::holds_alternative<Close>(heard[i]) || std::holds_alternative<Broken>(heard[i]);
    expect(!is_end || i + 1 == heard.size());
    append(said_again, heard[i]);
  }
  auto heard_again = read(said_again, Role::client, limits, {});
  if (!heard.empty() && std::holds_alternative<Broken>(heard.back())) heard_again.push_back(heard.back());
  expect(heard_again == heard);
  return 0;
}
