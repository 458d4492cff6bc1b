#include "adapters/hall_websocket/socket_recipient.hpp"
#include "apps/kotori/conversation.hpp"
#include "chat/model/name.hpp"
#include "chat/protocol/plain_text.hpp"
#include "chat/service/visit.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace app {
namespace plain = chat::protocol::plain;
namespace {

chat::protocol::History history_of_the_lobby() {
  return {.id = {}, .room = chat::lobby, .before = {}, .after = {}, .around = {}, .thread = {}, .limit = {}};
}

/// How a name that is allowed will be shown; what was typed may have had other spaces, or other code points.
std::string as_kept(const std::string& typed) {
  const auto name = chat::make_name(typed, 0);
  return name ? name->shown : typed;
}

/// As the conversation in kotori.v1: of a command nothing stays in the connection's frame.
class PlainConversation {
 public:
  PlainConversation(kotori::WebSocket& socket, chat::Visit& visit) : socket_(socket), visit_(visit) {}

  /// Does what a line asks for, or gives the task that does: one that is to be awaited before the next line.
  std::optional<kotori::Task<>> hear(const std::string& text) {
    const chat::ClientId client_id{std::to_string(++commands_)};
    auto command = plain::read_command(text);
    if (auto* say = std::get_if<plain::SayText>(&command))
      return visit_.obey(chat::protocol::Say{
          .id = {}, .room = chat::lobby, .client_id = client_id, .text = std::move(say->text), .reply_to = {}});
    if (auto* name = std::get_if<plain::NewName>(&command); name && !name->name.empty())
      return visit_.obey(chat::protocol::Rename{
          .id = "you are now called " + as_kept(name->name), .client_id = client_id, .name = name->name});
    if (std::holds_alternative<plain::Who>(command)) return tell_who_is_here();
    if (std::holds_alternative<plain::ShowHistory>(command)) return visit_.history(history_of_the_lobby());
    answer(command);
    return std::nullopt;
  }

 private:
  void answer(const plain::Command& command) {
    if (std::holds_alternative<plain::NewName>(command)) {
      socket_.send(plain::from_server("which name? write: /name NEW"));
    } else if (const auto* unknown = std::get_if<plain::Unknown>(&command)) {
      socket_.send(plain::from_server("unknown command " + unknown->word + "; try /help"));
    } else {
      socket_.send(plain::from_server(plain::help));
    }
  }
  kotori::Task<> tell_who_is_here() { socket_.send(plain::who_is_here(co_await visit_.who(chat::lobby))); }

  kotori::WebSocket& socket_;
  chat::Visit& visit_;
  std::uint64_t commands_ = 0;
};

/// Such a client keeps nothing, so each of its connections is a device of its own, which counts its commands.
kotori::Task<std::unique_ptr<chat::Visit>> arrive(chat::Service& service, adapters::SocketRecipient& recipient) {
  auto user = recipient.socket().session<Visitor>().id;
  chat::protocol::Hello hello{.id = {}, .device = {chat::random_user_id().value}, .resume = {}};
  co_return co_await service.arrive(std::move(user), std::move(hello), recipient);
}

}  // namespace

kotori::Task<> converse_in_plain_text(chat::Service& service, kotori::WebSocket& socket) {
  adapters::SocketRecipient recipient{socket, adapters::WireFormat::plain_text};
  const auto visit = co_await arrive(service, recipient);
  if (!visit) co_return socket.close(kotori::CloseCode::try_again_later, "the chat cannot take you in right now");

  PlainConversation conversation{socket, *visit};
  while (auto text = co_await socket.receive_text())
    if (auto rest = conversation.hear(*text)) co_await *rest;
}

}  // namespace app
