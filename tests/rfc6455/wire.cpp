#include "tests/rfc6455/wire.hpp"

#include "kotori/base/match.hpp"
#include "tests/cases.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace rfc6455 {
namespace {

using namespace kotori::websocket;

constexpr std::array<std::uint8_t, 4> mask_key{0x37, 0xFA, 0x21, 0x3D};

std::string described(const Message& message) {
  if (message.kind == MessageKind::text) return "text " + message.data;
  std::string words = "binary";
  for (const char byte : message.data) words += fmt::format(" {:02x}", static_cast<std::uint8_t>(byte));
  return words;
}

std::string described(const Event& event) {
  return kotori::match(
      event, [](const Message& message) { return described(message); },
      [](const Ping& heard) { return "ping " + heard.payload; },
      [](const Pong& heard) { return "pong " + heard.payload; },
      [](const Close& heard) { return fmt::format("close {} {}", static_cast<int>(heard.code), heard.reason); },
      [](const Broken& broken) { return fmt::format("broken {}", static_cast<int>(broken.code)); });
}

std::vector<Event> read_in_pieces(std::string_view bytes, const std::vector<std::size_t>& cuts, Role role,
                                  const MessageLimits& limits, std::optional<DeflateSide> deflate) {
  MessageReader reader{role, limits, deflate};
  std::vector<Event> events;
  std::size_t from = 0;
  auto feed_to = [&](std::size_t to) {
    // A copy of its own for each piece: the sanitizer sees any look beyond it, or later.
    const std::vector<char> copy(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                                 bytes.begin() + static_cast<std::ptrdiff_t>(to));
    std::string_view piece(copy.data(), copy.size());
    while (auto event = reader.next(piece)) events.push_back(std::move(*event));
    EXPECT_TRUE(piece.empty());
    from = to;
  };
  for (const std::size_t cut : cuts) feed_to(cut);
  feed_to(bytes.size());
  return events;
}

std::string with_length(int first_byte, std::uint64_t size, bool masked) {
  return head(first_byte, size, size <= 125 ? 0 : size <= 0xFFFF ? 2 : 8, masked);
}

}  // namespace

std::string head(int first_byte, std::uint64_t length, int width, bool masked) {
  const int second_byte = width == 0 ? static_cast<int>(length) : width == 2 ? 126 : 127;
  std::string bytes{static_cast<char>(first_byte), static_cast<char>(second_byte | (masked ? 0x80 : 0))};
  for (int i = width - 1; i >= 0; --i) bytes += static_cast<char>(length >> (8 * i));
  if (masked) bytes.append(mask_key.begin(), mask_key.end());
  return bytes;
}

std::string frame(int first_byte, std::string_view payload) {
  std::string bytes = with_length(first_byte, payload.size(), true);
  for (std::size_t i = 0; i < payload.size(); ++i) bytes += static_cast<char>(payload[i] ^ mask_key[i % 4]);
  return bytes;
}

std::string plain_frame(int first_byte, std::string_view payload) {
  return with_length(first_byte, payload.size(), false).append(payload);
}

std::string close_frame(int code, std::string_view reason) {
  return frame(fin | close, std::string{static_cast<char>(code >> 8), static_cast<char>(code)}.append(reason));
}

Heard hear_whole(std::string_view bytes, Role role, const MessageLimits& limits, std::optional<DeflateSide> deflate) {
  count_case();
  Heard heard;
  for (const Event& event : read_in_pieces(bytes, {}, role, limits, deflate)) heard.push_back(described(event));
  return heard;
}

Heard hear(std::string_view bytes, Role role, const MessageLimits& limits, std::optional<DeflateSide> deflate) {
  const auto whole = read_in_pieces(bytes, {}, role, limits, deflate);
  std::vector<std::size_t> everywhere;
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) everywhere.push_back(cut);
  EXPECT_EQ(read_in_pieces(bytes, everywhere, role, limits, deflate), whole) << "byte by byte";

  const std::size_t stride = bytes.size() / 500 + 1;
  for (std::size_t cut = 0; cut <= bytes.size(); cut += cut < 20 ? 1 : stride) {
    EXPECT_EQ(read_in_pieces(bytes, {cut}, role, limits, deflate), whole) << "cut at " << cut;
  }
  return hear_whole(bytes, role, limits, deflate);
}

std::size_t bytes_until_broken(std::string_view bytes, std::optional<DeflateSide> deflate) {
  MessageReader reader{Role::server, kotori::websocket::default_message_limits, deflate};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string_view byte = bytes.substr(i, 1);
    while (auto event = reader.next(byte)) {
      if (std::holds_alternative<Broken>(*event)) return i + 1;
    }
  }
  return bytes.size();
}

}  // namespace rfc6455
