#pragma once
#include "kotori/base/result.hpp"
#include "kotori/websocket/compression.hpp"
#include "kotori/websocket/frame.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0::websocket {

/// What one side may do when it compresses.
struct DeflateSide {
  std::uint8_t window_bits = 15;  ///< it refers back by at most 2^window_bits bytes; 8 to 15
  bool keeps_context = true;      ///< a message may refer to those before
  bool operator==(const DeflateSide&) const = default;
};

/// What both ends have agreed on: an answer to an offer of permessage-deflate (RFC 7692 §7.1), parameter by parameter.
struct DeflateTerms {
  bool server_no_context_takeover = false;
  bool client_no_context_takeover = false;
  std::optional<std::uint8_t> server_max_window_bits;  ///< empty: the parameter is not there, which means 15
  std::optional<std::uint8_t> client_max_window_bits;

  DeflateSide side(Role role) const;
  bool operator==(const DeflateTerms&) const = default;
};

/// The server's part: the first offer it can accept, and what it answers to it. Empty: it answers without the header.
/// An error if the header is malformed. Offers with parameters that are unknown, doubled or have a wrong value are
/// passed over (§7). This server never lets its own messages refer to each other: so members of an audience can share.
Result<std::optional<DeflateTerms>> accept_deflate(Compression compression, std::string_view offers);

/// The header's value that says so.
std::string to_text(const DeflateTerms& terms);

/// What a client offers in Sec-WebSocket-Extensions; empty for Compression::none.
std::string deflate_offer(Compression compression);

/// The client's part: what the server's answer agrees to; empty if that is nothing. An error if it says what was not
/// offered or what makes no sense: the client fails the connection (§7.1).
Result<std::optional<DeflateTerms>> check_deflate_answer(Compression offered, std::optional<std::string_view> answer);

}  // namespace kotori::inline v0::websocket
