#pragma once
#include "kotori/net/stream.hpp"

#include <memory>
#include <string>

namespace kotori::inline v0 {

/// Sends `rest` on a stream whose owner has gone, and closes it when the peer has, too, so that the rest arrives; or
/// after 5 s. On the stream's loop.
void send_and_close(std::unique_ptr<Stream> stream, std::string rest);

}  // namespace kotori::inline v0
