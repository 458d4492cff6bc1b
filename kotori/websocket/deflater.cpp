#include "kotori/websocket/deflater.hpp"

#include <algorithm>
#include <new>
#include <zlib.h>

namespace kotori::inline v0::websocket {
namespace {

/// zlib makes no raw deflate for a window of 256 bytes. With the next larger one it never refers back further than
/// 512 - 262 = 250 bytes (its MAX_DIST), so what it makes is what a compressor with a window of 256 bytes may make.
constexpr int smallest_window_of_zlib = 9;

constexpr int memory_level = 8;
constexpr std::size_t tail_size = 4;
constexpr std::size_t most_for_a_flush = 16;
constexpr std::size_t most_at_once = std::size_t{1} << 30;  // zlib counts in 32 bits

}  // namespace

struct Deflater::Stream {
  explicit Stream(int window_bits) {
    if (deflateInit2(&zlib, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -window_bits, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~Stream() { deflateEnd(&zlib); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  z_stream zlib{};
};

Deflater::Deflater(std::uint8_t window_bits)
    : stream_(std::make_unique<Stream>(std::max<int>(window_bits, smallest_window_of_zlib))) {}
Deflater::~Deflater() = default;

std::string Deflater::deflate(std::string_view message) {
  auto& zlib = stream_->zlib;
  deflateReset(&zlib);
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(message.data()));
  zlib.avail_in = static_cast<uInt>(message.size());
  std::string out;
  const std::size_t most = deflateBound(&zlib, message.size()) + most_for_a_flush;
  out.resize_and_overwrite(most, [&](char* to, std::size_t) {
    zlib.next_out = reinterpret_cast<Bytef*>(to);
    zlib.avail_out = static_cast<uInt>(most);
    ::deflate(&zlib, Z_SYNC_FLUSH);
    // The flush ends with 00 00 FF FF, which both sides think of (§7.2.1).
    return most - zlib.avail_out - tail_size;
  });
  return out;
}

std::string Deflaters::deflate(std::string_view message, std::uint8_t window_bits) {
  if (message.size() > most_at_once) return {};
  auto& deflater = by_window_bits_[window_bits];
  if (!deflater) deflater = std::make_unique<Deflater>(window_bits);
  auto payload = deflater->deflate(message);
  if (payload.size() >= message.size()) payload.clear();
  return payload;
}

}  // namespace kotori::inline v0::websocket
