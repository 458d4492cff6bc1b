#include "chat/protocol/from_client.hpp"
#include "chat/protocol/to_client.hpp"
#include "fuzz/input.hpp"
#include "kotori/json/json.hpp"

#include <string>
#include <variant>

/// Any text as a command of `kotori.v1`: what is taken keeps the rules of docs/protocol.md and is taken again when it
/// is written down; what is refused is answered by one short message, with the id that the command had.
namespace {

using namespace chat;
using namespace chat::protocol;
using fuzz::expect;

bool is_plain(std::string_view id) {
  return !id.empty() && id.size() <= 64 &&
         id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == id.npos;
}

void expect_sound(const FromClient& command) {
  std::visit(
      [](const auto& each) {
        expect(each.id.size() <= 64);
        if constexpr (requires { each.client_id; }) expect(is_plain(each.client_id.value));
        if constexpr (requires { RoomName{each.room}; }) expect(each.room.value.size() <= 64);
        if constexpr (requires { each.text; }) expect(each.text.size() <= 16'000);
        if constexpr (requires { each.emoji; }) expect(each.emoji.size() <= 64);
      },
      command);
  if (const auto* hello = std::get_if<Hello>(&command))
    expect(is_plain(hello->device.value) && (!hello->resume || hello->resume->rooms.size() <= 201));
  if (const auto* topic = std::get_if<SetRoomTopic>(&command)) expect(topic->topic.size() <= 250);
  if (const auto* rename = std::get_if<Rename>(&command)) expect(rename->name.size() <= 128);
  if (const auto* history = std::get_if<History>(&command))
    expect(history->before.has_value() + history->after.has_value() + history->around.has_value() <= 1);
}

/// What a client needs to read of any command to know its id.
struct WithId {
  std::string id;
  static constexpr auto json = json::shape(json::field("id", &WithId::id));
};

void expect_answer(const Refused& refused, std::string_view text) {
  const auto answer = to_text(Answer{refused});
  expect(answer.size() < 8192 && json::read<Refused>(answer) == refused && !refused.retryable);
  expect(!refused.message.empty() && (!refused.path || refused.message.starts_with(*refused.path)));
  const auto sent = json::read<WithId>(text);
  const bool has_id = sent && sent->id.size() <= longest_command_id;
  expect(refused.id.has_value() == has_id && (!has_id || *refused.id == sent->id));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const auto command = read_command(text);
  if (!command) {
    expect_answer(command.error(), text);
    return 0;
  }
  expect_sound(*command);
  const auto again = read_command(json::write(*command));
  expect(again && *again == *command);
  return 0;
}
