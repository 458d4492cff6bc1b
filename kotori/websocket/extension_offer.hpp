#pragma once
#include "kotori/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0::websocket {

/// One element of Sec-WebSocket-Extensions (RFC 6455 §9.1), as it was written: nothing is known here of what it means.
struct Extension {
  struct Parameter {
    std::string name;
    std::optional<std::string> value;  ///< a token; the quotes of a quoted one are gone
    bool operator==(const Parameter&) const = default;
  };
  std::string name;
  std::vector<Parameter> parameters;
  bool operator==(const Extension&) const = default;
};

/// What the header names, in its order; a header that stands several times is given joined with ", ". An error if it is
/// not what the RFC's grammar makes, which fails the handshake.
Result<std::vector<Extension>> parse_extensions(std::string_view sec_websocket_extensions);

}  // namespace kotori::inline v0::websocket
