#pragma once
#include "kotori/websocket/deflate_terms.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace kotori::inline v0::websocket {

/// Compressed messages as they were (RFC 7692 §7.2.2), in pieces cut anywhere. About 40 KiB are held while a message is
/// unfinished. Between messages there is nothing, or, if the peer keeps its context, the last of what it has said: no
/// more than its window.
class Inflater {
 public:
  explicit Inflater(DeflateSide peer);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  enum class Outcome : std::uint8_t {
    good,
    not_deflate,  ///< no compressor makes such bytes, or the message ends too early
    too_long,     ///< there is more than `most_bytes`; the rest was left unread
  };

  /// Inflates the next piece of a message and appends it to `out`, which holds what came of the pieces before and never
  /// gets longer than `most_bytes`. Whatever could be inflated before a fault has been appended.
  Outcome take(std::string_view piece, std::string& out, std::size_t most_bytes);

  /// The message has no more pieces.
  Outcome finish(std::string& out, std::size_t most_bytes);

  std::size_t held_bytes() const;

 private:
  struct Stream;
  Stream& stream();
  void keep_context();

  DeflateSide peer_;
  std::unique_ptr<Stream> stream_;  // while a message is unfinished
  std::string context_;
};

}  // namespace kotori::inline v0::websocket
