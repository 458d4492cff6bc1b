#include "adapters/hall_websocket/socket_recipient.hpp"
#include "apps/kotori/conversation.hpp"
#include "chat/model/name.hpp"
#include "chat/protocol/plain_text.hpp"
#include "chat/service/visit.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace app {
namespace plain = chat::protocol::plain;
namespace {

/// How a name that is allowed will be shown; what was typed may have had other spaces, or other code points.
std::string as_kept(const std::string& typed) {
  const auto name = chat::make_name(typed, 0);
  return name ? name->shown : typed;
}

}  // namespace

kotori::Task<> converse_in_plain_text(chat::Service& service, kotori::WebSocket& socket) {
  adapters::SocketRecipient recipient{socket, adapters::WireFormat::plain_text};
  const auto user = socket.session<Visitor>().id;
  // Such a client keeps nothing, so each of its connections is a device of its own, which counts its commands.
  chat::protocol::Hello hello{.id = {}, .device = {chat::random_user_id().value}};
  const auto visit = co_await service.arrive(user, std::move(hello), recipient);
  if (!visit) co_return socket.close(kotori::CloseCode::try_again_later, "the chat cannot take you in right now");

  std::uint64_t commands = 0;
  while (auto text = co_await socket.receive_text()) {
    const chat::ClientId client_id{std::to_string(++commands)};
    auto command = plain::read_command(*text);
    if (auto* say = std::get_if<plain::SayText>(&command)) {
      co_await visit->say({.id = {}, .room = chat::lobby, .client_id = client_id, .text = std::move(say->text)});
    } else if (auto* name = std::get_if<plain::NewName>(&command)) {
      if (name->name.empty()) {
        socket.send(plain::from_server("which name? write: /name NEW"));
      } else {
        co_await visit->rename(
            {.id = "you are now called " + as_kept(name->name), .client_id = client_id, .name = name->name});
      }
    } else if (std::holds_alternative<plain::Who>(command)) {
      socket.send(plain::who_is_here(co_await visit->who(chat::lobby)));
    } else if (std::holds_alternative<plain::ShowHistory>(command)) {
      co_await visit->history({.id = {}, .room = chat::lobby});
    } else if (auto* unknown = std::get_if<plain::Unknown>(&command)) {
      socket.send(plain::from_server("unknown command " + unknown->word + "; try /help"));
    } else {
      socket.send(plain::from_server(plain::help));
    }
  }
}

}  // namespace app
