#include "fuzz/input.hpp"
#include "kotori/base/match.hpp"
#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/frame_reader.hpp"
#include "kotori/websocket/message_reader.hpp"
#include "kotori/websocket/utf8.hpp"

#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// Any bytes as a peer's frames: what is heard does not depend on how they are cut, keeps its promises, and is heard
/// again when it is said again, by either side; and each head is the only one that says what it says. The first two
/// bytes choose the role, the limits and compression.
namespace {

using namespace kotori::websocket;
using fuzz::expect;

struct Setting {
  Role role = Role::server;
  MessageLimits limits;
  std::optional<DeflateSide> deflate;
};

std::size_t most_held(const Setting& setting) {
  const std::size_t unfinished = 2 * setting.limits.message_bytes + 1024;
  if (!setting.deflate) return unfinished;
  return unfinished + 40 * 1024 + (setting.deflate->keeps_context ? std::size_t{2} << setting.deflate->window_bits : 0);
}

bool is_end(const Event& event) {
  return std::holds_alternative<Close>(event) || std::holds_alternative<Broken>(event);
}

std::vector<Event> read(std::string_view bytes, const Setting& setting, std::size_t largest) {
  MessageReader reader{setting.role, setting.limits, setting.deflate};
  std::vector<Event> events;
  fuzz::in_pieces(bytes, largest, [&](std::string_view piece) {
    while (auto event = reader.next(piece)) events.push_back(std::move(*event));
    expect(piece.empty() && reader.held_bytes() <= most_held(setting));
    expect(!reader.idle() || setting.deflate || reader.held_bytes() == 0);
    if (!events.empty() && is_end(events.back())) expect(reader.idle() && reader.held_bytes() == 0);
    return true;
  });
  return events;
}

/// With every message in pieces, which are put together here.
std::vector<Event> read_in_pieces(std::string_view bytes, const Setting& setting, std::size_t largest) {
  MessageReader reader{setting.role, setting.limits, setting.deflate};
  std::vector<Event> events;
  std::string begun;
  fuzz::in_pieces(bytes, largest, [&](std::string_view piece) {
    while (auto event = reader.next_piece(piece, setting.limits)) {
      auto* message = std::get_if<Message>(&*event);
      if (message) {
        expect(begun.size() + message->data.size() <= setting.limits.message_bytes);
        begun += message->data;
        if (reader.in_pieces()) continue;
        message->data = std::exchange(begun, {});
      }
      events.push_back(std::move(*event));
    }
    return true;
  });
  return events;
}

/// Each frame for itself.
std::vector<std::expected<Frame, Broken>> read_frames(std::string_view bytes, const Setting& setting,
                                                      std::size_t largest) {
  FrameReader reader{setting.role, setting.limits.message_bytes};
  std::vector<std::expected<Frame, Broken>> frames;
  fuzz::in_pieces(bytes, largest, [&](std::string_view piece) {
    while (auto frame = reader.next(piece)) {
      const auto most = *frame && is_control((*frame)->opcode) ? max_control_payload : setting.limits.message_bytes;
      expect(!*frame || (*frame)->payload.size() <= most);
      frames.push_back(std::move(*frame));
    }
    return true;
  });
  for (const auto& frame : frames) expect(&frame == &frames.back() || (frame && frame->opcode != Opcode::close));
  return frames;
}

/// By the rules of a naive reader: a head that is taken is written again as it was, and a mask is its own inverse.
/// Gives the opcode of each message and control frame that ended, if all of them are good.
std::vector<Opcode> decode(std::string_view bytes, const Setting& setting) {
  FrameDecoder decoder{setting.role, setting.deflate ? rsv1 : std::uint8_t{0}};
  std::uint64_t left = 0;
  Opcode message = Opcode::continuation;
  std::vector<Opcode> ended;
  while (true) {
    const auto before = bytes;
    const auto part = decoder.next(bytes);
    if (!part || std::holds_alternative<Broken>(*part)) {
      expect(bytes.empty());
      return ended;
    }
    const auto taken = before.substr(0, before.size() - bytes.size());
    if (const auto* head = std::get_if<FrameHead>(&*part)) {
      char again[max_head_size];
      expect(std::string_view(again, write_head(again, *head)) == taken);
      expect(head->masked == (setting.role == Role::server) && left == 0 && !decoder.between_frames());
      left = head->length;
      if (head->opcode == Opcode::text || head->opcode == Opcode::binary) message = head->opcode;
    } else {
      const auto& payload = std::get<FramePayload>(*part);
      std::string plain = "before", simply = plain;
      payload.append_to(plain);
      for (std::size_t i = 0; i < taken.size(); ++i) simply += static_cast<char>(taken[i] ^ payload.key[i % 4]);
      expect(plain == simply && payload.masked_bytes == taken && taken.size() <= left);
      left -= taken.size();
      expect(payload.last == (left == 0) && decoder.between_frames() == payload.last);
      if (payload.last && payload.fin) ended.push_back(is_control(payload.opcode) ? payload.opcode : message);
    }
  }
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
        const bool empty = close.code == kotori::CloseCode::no_status && close.reason.empty();
        expect(is_utf8(close.reason) && (may_be_sent(close.code) || empty));
      },
      [](const Broken& broken) { expect(may_be_sent(broken.code) && broken.reason.size() <= 123); });
}

Opcode opcode_of(const Event& event) {
  return kotori::match(
      event, [](const Message& message) { return message.kind == MessageKind::text ? Opcode::text : Opcode::binary; },
      [](const Ping&) { return Opcode::ping; }, [](const Pong&) { return Opcode::pong; },
      [](const Close&) { return Opcode::close; }, [](const Broken&) { return Opcode::continuation; });
}

void append(std::string& out, const Event& event, std::optional<MaskKey> key) {
  const auto say = [&](Opcode opcode, std::string_view payload) {
    return key ? append_frame(out, opcode, payload, *key) : append_frame(out, opcode, payload);
  };
  kotori::match(
      event,
      [&](const Message& message) {
        say(message.kind == MessageKind::text ? Opcode::text : Opcode::binary, message.data);
      },
      [&](const Ping& ping) { say(Opcode::ping, ping.payload); },
      [&](const Pong& pong) { say(Opcode::pong, pong.payload); },
      [&](const Close& close) { say(Opcode::close, close_payload(close.code, close.reason)); }, [](const Broken&) {});
}

void expect_heard_again(const std::vector<Event>& heard, Setting setting, std::optional<MaskKey> key) {
  std::string said_again;
  for (const auto& event : heard) append(said_again, event, key);
  setting.role = key ? Role::server : Role::client;
  auto heard_again = read(said_again, setting, 50);
  if (!heard.empty() && std::holds_alternative<Broken>(heard.back())) heard_again.push_back(heard.back());
  expect(heard_again == heard);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const unsigned first = input.choice(), second = input.choice();
  Setting setting;
  setting.role = (first & 1) != 0 ? Role::client : Role::server;
  setting.limits = {.message_bytes = std::size_t{1} << (first >> 1 & 0xF), .fragments = 1 + (first >> 5)};
  if ((second & 1) != 0)
    setting.deflate = {.window_bits = static_cast<std::uint8_t>(8 + (second >> 1) % 8),
                       .keeps_context = (second & 16) != 0};

  const auto heard = read(input.rest(), setting, fuzz::whole);
  const auto frames = read_frames(input.rest(), setting, fuzz::whole);
  expect(read_in_pieces(input.rest(), setting, fuzz::whole) == heard);
  for (const auto largest : fuzz::cuttings) {
    expect(read(input.rest(), setting, largest) == heard);
    expect(read_in_pieces(input.rest(), setting, largest) == heard);
    expect(read_frames(input.rest(), setting, largest) == frames);
  }
  const auto ended = decode(input.rest(), setting);
  for (std::size_t i = 0; i < heard.size(); ++i) {
    const auto& event = heard[i];
    expect(std::holds_alternative<Broken>(event) || ended.at(i) == opcode_of(event));
    expect_sound(event, setting.limits);
    expect(!is_end(event) || &event == &heard.back());
  }
  expect_heard_again(heard, setting, {});
  expect_heard_again(heard, setting, MaskKey{0x37, 0xFA, 0x21, 0x3D});
  return 0;
}
