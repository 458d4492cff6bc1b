#include "kotori/websocket/message_reader.hpp"

#include "kotori/base/match.hpp"

#include <variant>

namespace kotori::websocket {

std::optional<Event> MessageReader::next(std::string_view& bytes) {
  while (const auto part = decoder_.next(bytes)) {
    std::optional<Event> event = match(
        *part, [&](const FrameHead& head) -> std::optional<Event> { return assembler_.begin(head); },
        [&](const FramePayload& payload) { return assembler_.take(payload); },
        [](const Broken& broken) -> std::optional<Event> { return broken; });
    if (!event) continue;
    if (std::holds_alternative<Close>(*event) || std::holds_alternative<Broken>(*event)) {
      stop();
      bytes = {};
    }
    return event;
  }
  return {};
}

void MessageReader::stop() {
  decoder_.stop();
  assembler_.drop();
}

}  // namespace kotori::websocket
