#include "apps/kotori/conversation.hpp"

#include "adapters/hall_websocket/socket_recipient.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/service/visit.hpp"

#include <concepts>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace app {
namespace {

using namespace chat::protocol;

Refused out_of_turn(const std::string& id, RefusalCode code, std::string message) {
  return refused(id, {code, std::move(message)});
}

/// What comes from a connection, and what the chat does about it. Of a command nothing stays in the connection's frame
/// while it waits for the next one.
class Conversation {
 public:
  Conversation(chat::Service& service, kotori::WebSocket& socket)
      : service_(service), recipient_(socket, adapters::WireFormat::json) {}

  /// Does what a message asks for, or gives the task that does: one that is to be awaited before the next message.
  std::optional<kotori::Task<>> hear(std::string_view text) {
    auto command = read_command(text);
    if (!command) {
      recipient_.tell(command.error());
      return std::nullopt;
    }
    return std::visit([this](auto& known) { return this->obey(known); }, *command);
  }

 private:
  std::optional<kotori::Task<>> obey(Hello& hello) {
    if (!visit_) return arrive(std::move(hello));
    recipient_.tell(out_of_turn(hello.id, RefusalCode::hello_once, "you have said hello before"));
    return std::nullopt;
  }
  template <class Command> std::optional<kotori::Task<>> obey(Command& command) {
    if (visit_) return obey(*visit_, std::move(command));
    recipient_.tell(out_of_turn(command.id, RefusalCode::hello_first, "say hello first"));
    return std::nullopt;
  }
  template <class Fact>
    requires std::constructible_from<Command, Fact>
  static kotori::Task<> obey(chat::Visit& visit, Fact command) {
    return visit.obey(std::move(command));
  }
  static std::optional<kotori::Task<>> obey(chat::Visit& visit, Typing typing) {
    visit.typing(typing);
    return std::nullopt;
  }
  static std::optional<kotori::Task<>> obey(chat::Visit& visit, MarkRead read) {
    visit.read(read);
    return std::nullopt;
  }
  static kotori::Task<> obey(chat::Visit& visit, History history) { return visit.history(std::move(history)); }
  static kotori::Task<> obey(chat::Visit& visit, Fill fill) { return visit.fill(std::move(fill)); }
  static kotori::Task<> obey(chat::Visit& visit, ListRooms list) { return visit.rooms(std::move(list)); }

  kotori::Task<> arrive(Hello hello) {
    auto user = recipient_.socket().session<Visitor>().id;
    visit_ = co_await service_.arrive(std::move(user), std::move(hello), recipient_);
  }

  chat::Service& service_;
  adapters::SocketRecipient recipient_;
  std::unique_ptr<chat::Visit> visit_;  // from its welcome on
};

}  // namespace

kotori::Task<> converse(chat::Service& service, kotori::WebSocket& socket) {
  Conversation conversation{service, socket};
  while (auto text = co_await socket.receive_text())
    if (auto rest = conversation.hear(*text)) co_await *rest;
}

}  // namespace app
