#include "chat/protocol/from_client.hpp"

#include "kotori/base/match.hpp"
#include "kotori/json/read.hpp"

#include <utility>

namespace chat::protocol {
namespace {

// Only what is needed to answer a command that does not fit.
struct AnyCommand {
  std::optional<std::string> id;
  static constexpr auto json = json::shape(json::field("id", &AnyCommand::id, json::at_most(longest_command_id)));
};

std::optional<std::string> id_of(std::string_view text) {
  auto command = json::read<AnyCommand>(text);
  return command ? std::move(command->id) : std::nullopt;
}

RefusalCode code_of(const kotori::Error& error) {
  if (error.code == kotori::ErrorCode::malformed) return RefusalCode::malformed;
  if (error.path == "type") return RefusalCode::unknown_type;
  if (error.code == kotori::ErrorCode::too_large && error.path == "text") return RefusalCode::text_too_long;
  if (error.code == kotori::ErrorCode::too_large && error.path == "name") return RefusalCode::name_not_allowed;
  return RefusalCode::malformed;
}

struct Misfit {
  std::string path;
  std::string must;
};

std::optional<Misfit> check_client_id(const ClientId& id) {
  if (is_well_formed_id(id.value)) return {};
  return Misfit{"client_id", "must be 1 to 64 of A-Z a-z 0-9 _ -"};
}

// What the shapes cannot say.
std::optional<Misfit> check(const FromClient& command) {
  using Found = std::optional<Misfit>;
  return kotori::match(
      command,
      [](const Hello& hello) -> Found {
        if (is_well_formed_id(hello.device.value)) return {};
        return Misfit{"device", "must be 1 to 64 of A-Z a-z 0-9 _ -"};
      },
      [](const Say& say) { return check_client_id(say.client_id); },
      [](const Rename& rename) { return check_client_id(rename.client_id); },
      [](const History& history) -> Found {
        if (!history.before || !history.after) return {};
        return Misfit{"after", "cannot be given together with before"};
      });
}

}  // namespace

std::expected<FromClient, Refused> read_command(std::string_view text) {
  auto command = json::read<FromClient>(text);
  if (!command) {
    auto& error = command.error();
    return std::unexpected(refused(id_of(text), {code_of(error), std::move(error.message)},
                                   error.path.empty() ? std::nullopt : std::optional{std::move(error.path)}));
  }
  if (auto misfit = check(*command)) {
    auto id = std::visit([](auto& each) { return std::move(each.id); }, *command);
    auto message = misfit->path + " " + misfit->must;
    return std::unexpected(
        refused(std::move(id), {RefusalCode::malformed, std::move(message)}, std::move(misfit->path)));
  }
  return std::move(*command);
}

}  // namespace chat::protocol
