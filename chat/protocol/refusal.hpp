#pragma once
#include "kotori/json/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace chat::protocol {
namespace json = kotori::json;

/// Every command has an `id` of its device's choice, of at most this many bytes; the answer repeats it.
inline constexpr std::size_t longest_command_id = 64;

/// Why a command was not done, for programs. docs/protocol.md says what each means to a client.
enum class RefusalCode : std::uint8_t {
  malformed,              ///< not JSON, or a field is missing, of the wrong type or over its cap
  unknown_type,           ///< no such command
  hello_first,            ///< anything before hello
  hello_once,             ///< a second hello
  unknown_room,           ///< no such room
  room_exists,            ///< there is a room of this name
  room_closed,            ///< nothing can be done in it any more
  room_name_not_allowed,  ///< invisible, too long or misleading
  not_a_member,           ///< of this room; or, for what one hears, this connection does not hear it
  not_possible,           ///< the lobby cannot be left or closed
  no_such_message,        ///< nothing was said as this seq, or it is deleted
  not_yours,              ///< somebody else said or opened it
  too_many,               ///< reactions of one message, or rooms of one person
  empty_text,             ///< nothing one could see
  text_too_long,          ///< over limits.text_bytes or limits.topic_bytes
  text_not_allowed,       ///< control characters
  emoji_not_allowed,      ///< not a single visible character
  name_not_allowed,       ///< invisible, too long, misleading or reserved
  name_taken,             ///< somebody else goes by this name
  already_used,           ///< this client_id was another command
  storage_full,           ///< no room on the disk; nothing was kept, the same command may be sent again
  unavailable,            ///< cannot be kept now, nothing was; the same command may be sent again
};

constexpr auto json_names(RefusalCode) {
  using enum RefusalCode;
  return json::names<RefusalCode>({{malformed, "malformed"},
                                   {unknown_type, "unknown_type"},
                                   {hello_first, "hello_first"},
                                   {hello_once, "hello_once"},
                                   {unknown_room, "unknown_room"},
                                   {room_exists, "room_exists"},
                                   {room_closed, "room_closed"},
                                   {room_name_not_allowed, "room_name_not_allowed"},
                                   {not_a_member, "not_a_member"},
                                   {not_possible, "not_possible"},
                                   {no_such_message, "no_such_message"},
                                   {not_yours, "not_yours"},
                                   {too_many, "too_many"},
                                   {empty_text, "empty_text"},
                                   {text_too_long, "text_too_long"},
                                   {text_not_allowed, "text_not_allowed"},
                                   {emoji_not_allowed, "emoji_not_allowed"},
                                   {name_not_allowed, "name_not_allowed"},
                                   {name_taken, "name_taken"},
                                   {already_used, "already_used"},
                                   {storage_full, "storage_full"},
                                   {unavailable, "unavailable"}});
}

/// A code for programs, a sentence for people, and where in the command: what a room answers instead of an intent.
struct Refusal {
  RefusalCode code = RefusalCode::malformed;
  std::string message;
  std::optional<std::string> path = {};  ///< of the field that is to blame, if one is
  bool operator==(const Refusal&) const = default;
};

/// The answer to a command that was not done. The connection lives on.
struct Refused {
  std::optional<std::string> id;  ///< empty when the command's could not be read
  RefusalCode code = RefusalCode::malformed;
  std::string message;
  std::optional<std::string> path;  ///< where in the command
  bool retryable = false;           ///< the same command may succeed later
  bool operator==(const Refused&) const = default;
  static constexpr auto json =
      json::shape("refused", json::field("id", &Refused::id, json::at_most(longest_command_id)),
                  json::field("code", &Refused::code), json::field("message", &Refused::message),
                  json::field("path", &Refused::path), json::field("retryable", &Refused::retryable));
};

/// A refusal as the answer to the command `id`.
inline Refused refused(std::optional<std::string> id, Refusal why) {
  const bool retryable = why.code == RefusalCode::unavailable || why.code == RefusalCode::storage_full;
  return {std::move(id), why.code, std::move(why.message), std::move(why.path), retryable};
}

}  // namespace chat::protocol
