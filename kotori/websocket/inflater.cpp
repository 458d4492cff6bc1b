#include "kotori/websocket/inflater.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>
#include <zlib.h>

namespace kotori::inline v0::websocket {
namespace {

/// What a sender leaves out at the end of a message (§7.2.1): a block without compression that holds nothing.
constexpr std::string_view tail{"\x00\x00\xFF\xFF", 4};

/// Every window fits into the largest. A smaller one would only find some references that are too long, and others not,
/// depending on how the bytes came in.
constexpr int largest_window = 15;
constexpr std::size_t chunk = 8 * 1024;
constexpr std::size_t held_by_zlib = 40 * 1024;

/// zlib says so in data_type: the last thing read was the end of a block.
constexpr int at_end_of_block = 128;

Bytef* bytes_of(std::string_view text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); }

}  // namespace

struct Inflater::Stream {
  explicit Stream(std::string_view context) {
    if (inflateInit2(&zlib, -largest_window) != Z_OK) throw std::bad_alloc();
    if (!context.empty()) inflateSetDictionary(&zlib, bytes_of(context), static_cast<uInt>(context.size()));
  }
  ~Stream() { inflateEnd(&zlib); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  z_stream zlib{};
  bool after_final_block = false;
};

Inflater::Inflater(DeflateSide peer) : peer_(peer) {}
Inflater::~Inflater() = default;

Inflater::Stream& Inflater::stream() {
  if (!stream_) stream_ = std::make_unique<Stream>(context_);
  return *stream_;
}

Inflater::Outcome Inflater::take(std::string_view piece, std::string& out, std::size_t most_bytes) {
  auto& [zlib, after_final_block] = stream();
  zlib.next_in = bytes_of(piece);
  zlib.avail_in = static_cast<uInt>(piece.size());
  for (bool more = !piece.empty(); more;) {
    // A block that says it is the last ends a stream, not the message (§7.2.3.4): another stream follows.
    if (std::exchange(after_final_block, false)) inflateReset(&zlib);
    // One byte more than there may be shows that there is more.
    const auto left = most_bytes - out.size();
    const auto offered = std::min(left, chunk - 1) + 1;
    std::array<char, chunk> inflated;
    zlib.next_out = reinterpret_cast<Bytef*>(inflated.data());
    zlib.avail_out = static_cast<uInt>(offered);
    const int told = inflate(&zlib, Z_SYNC_FLUSH);
    const auto got = offered - zlib.avail_out;
    out.append(inflated.data(), std::min(got, left));
    if (got > left) return Outcome::too_long;
    if (told == Z_MEM_ERROR) throw std::bad_alloc();
    after_final_block = told == Z_STREAM_END;
    if (told != Z_OK && told != Z_BUF_ERROR && !after_final_block) return Outcome::not_deflate;
    const bool whole_blocks = after_final_block || (zlib.data_type & at_end_of_block) != 0;
    more = zlib.avail_in > 0 || (zlib.avail_out == 0 && !whole_blocks);
  }
  return Outcome::good;
}

Inflater::Outcome Inflater::finish(std::string& out, std::size_t most_bytes) {
  if (!stream().after_final_block) {
    if (const auto outcome = take(tail, out, most_bytes); outcome != Outcome::good) return outcome;
    const bool whole_blocks = stream_->after_final_block || (stream_->zlib.data_type & at_end_of_block) != 0;
    if (!whole_blocks) return Outcome::not_deflate;
  }
  if (peer_.keeps_context) keep_context();
  stream_.reset();
  return Outcome::good;
}

void Inflater::keep_context() {
  context_.resize_and_overwrite(std::size_t{1} << largest_window, [&](char* window, std::size_t) {
    uInt size = 0;
    inflateGetDictionary(&stream_->zlib, reinterpret_cast<Bytef*>(window), &size);
    const auto kept = std::min<std::size_t>(size, std::size_t{1} << peer_.window_bits);
    std::memmove(window, window + size - kept, kept);
    return kept;
  });
  context_.shrink_to_fit();
}

std::size_t Inflater::held_bytes() const {
  return (context_.capacity() > std::string().capacity() ? context_.capacity() : 0) + (stream_ ? held_by_zlib : 0);
}

}  // namespace kotori::inline v0::websocket
