#pragma once
#include "kotori/base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bench {

/// What each message of the load carries, so that whoever hears it knows whose it is and when it should have left.
struct Mark {
  std::uint32_t sender = 0;
  std::uint32_t number = 0;  ///< of the sender's messages, from 0
  kotori::Instant sent{};
  bool operator==(const Mark&) const = default;
};

/// A text of `size` bytes, or as many as the mark needs: plain characters that no JSON escapes.
std::string text_with(const Mark& mark, std::size_t size);

/// The first mark in what was heard, which is cut off up to the mark's end; empty if there is none.
std::optional<Mark> take_mark(std::string_view& heard);
/// Likewise, and nothing is cut off.
inline std::optional<Mark> find_mark(std::string_view heard) { return take_mark(heard); }

}  // namespace bench
