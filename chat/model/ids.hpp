#pragma once
#include "kotori/json/shape.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The chat: people, rooms and what is said in them. Knows nothing of sockets.
namespace chat {
namespace json = kotori::json;

/// Devices, commands and rooms are named in at most this many bytes.
inline constexpr std::size_t longest_id = 64;

/// Who somebody is, for ever: 128 random bits as 32 hex digits, made by the server.
struct UserId {
  std::string value;
  auto operator<=>(const UserId&) const = default;
  static constexpr auto json = json::value(&UserId::value, json::at_most(longest_id));
};

/// One browser or program of a user, named by itself. Its commands are told apart by ClientId.
struct DeviceId {
  std::string value;
  auto operator<=>(const DeviceId&) const = default;
  static constexpr auto json = json::value(&DeviceId::value, json::at_most(longest_id));
};

/// What a device calls one command, for ever: the same id again means the same command again.
struct ClientId {
  std::string value;
  auto operator<=>(const ClientId&) const = default;
  static constexpr auto json = json::value(&ClientId::value, json::at_most(longest_id));
};

struct RoomName {
  std::string value;
  auto operator<=>(const RoomName&) const = default;
  static constexpr auto json = json::value(&RoomName::value, json::at_most(longest_id));
};

/// The room in which everyone is, always. It is there from the beginning, and nobody joins or leaves it.
inline const RoomName lobby{"lobby"};

/// A fact's place in its room: 1, 2, 3, ... without holes. 0 stands before the first.
struct Seq {
  std::uint64_t value = 0;
  auto operator<=>(const Seq&) const = default;
  static constexpr auto json = json::value(&Seq::value);
};

/// Names one life of a log: seqs of different epochs have nothing to do with each other. Never empty.
struct Epoch {
  std::string value;
  auto operator<=>(const Epoch&) const = default;
  static constexpr auto json = json::value(&Epoch::value, json::at_most(longest_id));
};

/// The form of a DeviceId and a ClientId: 1 to 64 of A-Z a-z 0-9 _ -
bool is_well_formed_id(std::string_view id);

/// The form of a UserId: 32 hex digits.
bool is_well_formed_user_id(std::string_view id);

/// Drawn from the kernel's generator. Throws std::system_error when that fails.
UserId random_user_id();

}  // namespace chat
