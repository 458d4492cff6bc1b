#include "chat/protocol/from_client.hpp"

#include "kotori/json/read.hpp"

#include <set>
#include <utility>

namespace chat::protocol {
namespace {

// Only what is needed to answer a command that does not fit.
struct AnyCommand {
  std::optional<std::string> id;
  static constexpr auto json = json::shape(json::field("id", &AnyCommand::id, json::at_most(longest_command_id)));
};
struct AnyType {
  std::string type;
  static constexpr auto json = json::shape(json::field("type", &AnyType::type, json::at_most(longest_command_id)));
};

std::optional<std::string> id_of(std::string_view text) {
  auto command = json::read<AnyCommand>(text);
  return command ? std::move(command->id) : std::nullopt;
}

bool is_open(std::string_view text) {
  const auto command = json::read<AnyType>(text);
  return command && command->type == OpenRoom::json.type;
}

RefusalCode code_of(const kotori::Error& error, std::string_view text) {
  if (error.code == kotori::ErrorCode::malformed) return RefusalCode::malformed;
  if (error.path == "type") return RefusalCode::unknown_type;
  if (error.code != kotori::ErrorCode::too_large) return RefusalCode::malformed;
  if (error.path == "text" || error.path == "topic") return RefusalCode::text_too_long;
  if (error.path == "name") return RefusalCode::name_not_allowed;
  if (error.path == "emoji") return RefusalCode::emoji_not_allowed;
  if (error.path == "room" && is_open(text)) return RefusalCode::room_name_not_allowed;
  return RefusalCode::malformed;
}

struct Misfit {
  std::string path;
  std::string must;
};

std::optional<Misfit> check_id(std::string path, std::string_view id) {
  if (is_well_formed_id(id)) return {};
  return Misfit{std::move(path), "must be 1 to 64 of A-Z a-z 0-9 _ -"};
}

// What the shapes cannot say.
template <class C> std::optional<Misfit> check(const C& command) {
  if constexpr (requires { command.client_id; }) return check_id("client_id", command.client_id.value);
  return {};
}

std::optional<Misfit> check(const Hello& hello) {
  if (hello.resume) {
    std::set<RoomName> rooms;
    for (const auto& position : hello.resume->rooms)
      if (!rooms.insert(position.room).second)
        return Misfit{"resume.rooms[" + std::to_string(rooms.size()) + "].room", "is given twice"};
  }
  return check_id("device", hello.device.value);
}

std::optional<Misfit> check(const History& history) {
  if (history.before && history.after) return Misfit{"after", "cannot be given together with before"};
  if (history.around && history.before) return Misfit{"around", "cannot be given together with before"};
  if (history.around && history.after) return Misfit{"around", "cannot be given together with after"};
  return {};
}

}  // namespace

std::expected<FromClient, Refused> read_command(std::string_view text) {
  auto command = json::read<FromClient>(text);
  if (!command) {
    auto& error = command.error();
    return std::unexpected(
        refused(id_of(text), {code_of(error, text), std::move(error.message),
                              error.path.empty() ? std::nullopt : std::optional{std::move(error.path)}}));
  }
  if (auto misfit = std::visit([](const auto& each) { return check(each); }, *command)) {
    auto id = std::visit([](auto& each) { return std::move(each.id); }, *command);
    auto message = misfit->path + " " + misfit->must;
    return std::unexpected(
        refused(std::move(id), {RefusalCode::malformed, std::move(message), std::move(misfit->path)}));
  }
  return std::move(*command);
}

}  // namespace chat::protocol
