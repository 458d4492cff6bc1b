#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <source_location>
#include <string_view>

/// What fuzz targets are written in. An input is what a stranger sends; some targets take a few bytes that choose off
/// its front.
namespace fuzz {

/// A promise that is broken is a find: says which one, and aborts.
inline void expect(bool promise, std::source_location where = std::source_location::current()) {
  if (promise) return;
  std::fprintf(stderr, "%s:%u: a promise is broken in %s\n", where.file_name(), where.line(), where.function_name());
  std::abort();
}

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : left_(reinterpret_cast<const char*>(data), size) {}

  /// The next byte; 0 when there is none.
  std::uint8_t choice() {
    if (left_.empty()) return 0;
    const auto byte = static_cast<std::uint8_t>(left_.front());
    left_.remove_prefix(1);
    return byte;
  }

  /// Up to the next `end`, which is dropped, or all that is left.
  std::string_view up_to(char end) {
    const auto part = left_.substr(0, left_.find(end));
    left_.remove_prefix(std::min(left_.size(), part.size() + 1));
    return part;
  }

  std::string_view rest() const { return left_; }

 private:
  std::string_view left_;
};

/// For in_pieces: all at once.
inline constexpr std::size_t whole = static_cast<std::size_t>(-1);
/// For in_pieces: byte by byte, short pieces, longer ones. What a target hears of them must not differ from the whole.
inline constexpr std::size_t cuttings[] = {1, 6, 100};

/// Calls `take` with the bytes in pieces of 1 to `largest`, until it answers false. Where they are cut follows from the
/// bytes alone. Each piece lies in memory of exactly its size, so that a read beyond it is seen.
template <class Take> void in_pieces(std::string_view bytes, std::size_t largest, Take take) {
  std::uint32_t state = static_cast<std::uint32_t>(std::hash<std::string_view>{}(bytes)) | 1U;
  while (!bytes.empty()) {
    state = state * 1664525 + 1013904223;
    const auto size =
        largest == whole ? bytes.size() : std::min<std::size_t>(bytes.size(), 1 + (state >> 16) % largest);
    const auto piece = std::make_unique<char[]>(size);
    std::ranges::copy(bytes.substr(0, size), piece.get());
    bytes.remove_prefix(size);
    if (!take(std::string_view(piece.get(), size))) return;
  }
}

}  // namespace fuzz
