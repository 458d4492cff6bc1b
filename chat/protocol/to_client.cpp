#include "chat/protocol/to_client.hpp"

#include "kotori/json/write.hpp"

namespace chat::protocol {

std::string to_text(const Answer& answer) { return json::write(answer); }
std::string to_text(const Notice& notice) { return json::write(notice); }
std::string to_text(const Event& event) { return json::write(event); }
std::string to_text(const Fact& fact) { return json::write(fact); }

}  // namespace chat::protocol
