#pragma once
#include "kotori/websocket/inflater.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bench {

/// Makes long again what a server has compressed, message by message. What many hear one after another is inflated
/// once, so that a broadcast costs us little.
class Inflation {
 public:
  /// The whole message; it lives until the next call. Empty if it is no deflate, or over 64 MiB.
  std::optional<std::string_view> inflate(std::string_view compressed);

 private:
  kotori::websocket::Inflater inflater_{{.keeps_context = false}};
  std::string heard_, message_;
};

}  // namespace bench
