#include "kotori/websocket/message.hpp"

#include "kotori/websocket/utf8.hpp"

namespace kotori::inline v0::websocket {

std::expected<Close, Broken> read_close(std::string_view payload) {
  const auto broken = [](CloseCode code, std::string_view reason) { return std::unexpected(Broken{code, reason}); };
  if (payload.empty()) return Close{};
  if (payload.size() == 1) return broken(CloseCode::protocol_error, "close frame with half a code");
  const CloseCode code{
      static_cast<std::uint16_t>(static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]))};
  if (!may_be_sent(code)) return broken(CloseCode::protocol_error, "close code that may not be sent");
  payload.remove_prefix(2);
  if (!is_utf8(payload)) return broken(CloseCode::invalid_payload, "text that is not UTF-8");
  return Close{code, std::string(payload)};
}

}  // namespace kotori::inline v0::websocket
