#include "chat/protocol/to_client.hpp"

#include "kotori/json/write.hpp"

namespace chat::protocol {

std::string to_text(const Answer& answer) { return json::write(answer); }
std::string to_text(const Event& event) { return json::write(event); }

}  // namespace chat::protocol
