#include "apps/kotori/conversation.hpp"

#include "adapters/hall_websocket/socket_recipient.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/service/visit.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace app {
namespace {

using namespace chat::protocol;

Refused out_of_turn(const std::string& id, RefusalCode code, std::string message) {
  return refused(id, {code, std::move(message)});
}

}  // namespace

kotori::Task<> converse(chat::Service& service, kotori::WebSocket& socket) {
  adapters::SocketRecipient recipient{socket, adapters::WireFormat::json};
  const auto user = socket.session<Visitor>().id;
  std::unique_ptr<chat::Visit> visit;

  while (auto text = co_await socket.receive_text()) {
    auto command = read_command(*text);
    if (!command) {
      recipient.tell(command.error());
    } else if (auto* hello = std::get_if<Hello>(&*command)) {
      if (visit) {
        recipient.tell(out_of_turn(hello->id, RefusalCode::hello_once, "you have said hello before"));
      } else {
        visit = co_await service.arrive(user, std::move(*hello), recipient);
      }
    } else if (!visit) {
      const auto& id = std::visit([](const auto& any) -> const std::string& { return any.id; }, *command);
      recipient.tell(out_of_turn(id, RefusalCode::hello_first, "say hello first"));
    } else if (auto* say = std::get_if<Say>(&*command)) {
      co_await visit->say(std::move(*say));
    } else if (auto* rename = std::get_if<Rename>(&*command)) {
      co_await visit->rename(std::move(*rename));
    } else if (auto* history = std::get_if<History>(&*command)) {
      co_await visit->history(std::move(*history));
    }
  }
}

}  // namespace app
