#pragma once
#include "chat/protocol/events.hpp"
#include "chat/protocol/to_client.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The chat in plain text: what anyone with a WebSocket client and no subprotocol speaks. A text is said as it is; one
/// that begins with / is a command.
namespace chat::protocol::plain {

struct Help {};
struct Who {};
struct ShowHistory {};
struct NewName {
  std::string name;  ///< may be empty: then it was forgotten
};
struct Unknown {
  std::string word;  ///< "/dance"
};
struct SayText {
  std::string text;
};
using Command = std::variant<Help, Who, ShowHistory, NewName, Unknown, SayText>;

Command read_command(std::string_view text);

/// What the server itself says; nobody's name can look like this.
std::string from_server(std::string_view text);
extern const std::string_view help;
std::string who_is_here(const std::vector<Person>& people);

/// "ann said: hi". Lines after the first are indented, so that nobody can forge another's.
std::string line(const Said& said);

/// What everyone reads of an event: only what is said. No notices, and nothing of what becomes of a message later.
std::optional<std::string> in_plain_text(const Event& event);

/// What the asker reads of an answer. Of a history, what was said, as it is now; what is deleted is not shown. An Ok
/// shows the id of its command: give it one that says what was done, or none.
std::optional<std::string> in_plain_text(const Answer& answer);

}  // namespace chat::protocol::plain
