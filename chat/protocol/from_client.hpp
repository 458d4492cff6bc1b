#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/name.hpp"
#include "chat/model/text.hpp"
#include "chat/protocol/refusal.hpp"
#include "kotori/json/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What the two sides of `kotori.v1` say, one struct a message; docs/protocol.md shows each.
namespace chat::protocol {

/// Every command has an `id` of its device's choice, of at most this many bytes; the answer repeats it.
inline constexpr std::size_t longest_command_id = 64;
/// A page of history has at most this many facts, and this many unless a limit is given.
inline constexpr std::size_t largest_history = 100;

/// The first command of a connection: which device this is.
struct Hello {
  std::string id;
  DeviceId device;
  bool operator==(const Hello&) const = default;
  static constexpr auto json = json::shape("hello", json::field("id", &Hello::id, json::at_most(longest_command_id)),
                                           json::field("device", &Hello::device));
};

struct Say {
  std::string id;
  RoomName room;
  ClientId client_id;
  std::string text;
  bool operator==(const Say&) const = default;
  static constexpr auto json = json::shape("say", json::field("id", &Say::id, json::at_most(longest_command_id)),
                                           json::field("room", &Say::room), json::field("client_id", &Say::client_id),
                                           json::field("text", &Say::text, json::at_most(longest_text_bytes)));
};

struct Rename {
  std::string id;
  ClientId client_id;
  std::string name;
  bool operator==(const Rename&) const = default;
  static constexpr auto json = json::shape("rename", json::field("id", &Rename::id, json::at_most(longest_command_id)),
                                           json::field("client_id", &Rename::client_id),
                                           json::field("name", &Rename::name, json::at_most(longest_name_bytes)));
};

/// Asks for a page of facts: those next before a seq, those next after it, or the newest.
struct History {
  std::string id;
  RoomName room;
  std::optional<Seq> before;
  std::optional<Seq> after;
  std::optional<std::uint32_t> limit;
  bool operator==(const History&) const = default;
  static constexpr auto json =
      json::shape("history", json::field("id", &History::id, json::at_most(longest_command_id)),
                  json::field("room", &History::room), json::field("before", &History::before),
                  json::field("after", &History::after), json::field("limit", &History::limit));
};

using FromClient = std::variant<Hello, Say, Rename, History>;

/// The command in a text message, or the answer that says what is wrong with it: with its id when that can be read.
std::expected<FromClient, Refused> read_command(std::string_view text);

}  // namespace chat::protocol
