#pragma once
#include "kotori/websocket/close_code.hpp"

#include <cstdint>
#include <string>

namespace kotori::inline v0 {

/// How a conversation came to its end: by what happened first.
struct Ending {
  enum class By : std::uint8_t {
    us,        ///< close() was called, or the handler returned or threw
    peer,      ///< the peer said goodbye
    stopping,  ///< our program stops
    lost,      ///< the connection ended or broke without a goodbye
    silence,   ///< the peer did not answer a ping
    slow,      ///< the peer did not read what it was sent
    broken,    ///< the peer broke the protocol, or a limit
  };
  By by = By::us;
  CloseCode code = CloseCode::normal;  ///< what the first close frame said; CloseCode::abnormal where there was none
  std::string reason;                  ///< likewise; may be empty
  bool operator==(const Ending&) const = default;
};

}  // namespace kotori::inline v0
