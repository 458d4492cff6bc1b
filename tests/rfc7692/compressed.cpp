#include "tests/rfc7692/compressed.hpp"

#include <random>
#include <stdexcept>
#include <zlib.h>

namespace rfc7692 {
namespace {
Bytef* bytes_of(std::string_view text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); }
}  // namespace

struct Compressor::Stream {
  z_stream zlib{};
};

Compressor::Compressor(int window_bits, int level) : stream_(new Stream) {
  if (deflateInit2(&stream_->zlib, level, Z_DEFLATED, -window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::invalid_argument("zlib has no such window");
}

Compressor::~Compressor() {
  deflateEnd(&stream_->zlib);
  delete stream_;
}

std::string Compressor::run(std::string_view message, int flush) {
  auto& zlib = stream_->zlib;
  std::string out(2 * message.size() + 1000, '\0');
  zlib.next_in = bytes_of(message);
  zlib.avail_in = static_cast<uInt>(message.size());
  zlib.next_out = bytes_of(out);
  zlib.avail_out = static_cast<uInt>(out.size());
  deflate(&zlib, flush);
  out.resize(out.size() - zlib.avail_out);
  return out;
}

std::string Compressor::operator()(std::string_view message) {
  auto out = run(message, Z_SYNC_FLUSH);
  out.resize(out.size() - 4);
  return out;
}

std::string Compressor::finished(std::string_view message) {
  auto out = run(message, Z_FINISH);
  deflateReset(&stream_->zlib);
  return out;
}

std::string deflated(std::string_view message, int window_bits) { return Compressor{window_bits}(message); }

std::string inflated_strictly(std::string_view payload, int window_bits) {
  const std::string whole = std::string(payload) + "\x00\x00\xFF\xFF"s;
  z_stream zlib{};
  inflateInit2(&zlib, -window_bits);
  zlib.next_in = bytes_of(whole);
  zlib.avail_in = static_cast<uInt>(whole.size());
  std::string out;
  int told = Z_OK;
  for (bool more = true; more && told == Z_OK;) {
    char byte = 0;
    zlib.next_out = reinterpret_cast<Bytef*>(&byte);
    zlib.avail_out = 1;
    told = inflate(&zlib, Z_SYNC_FLUSH);
    more = zlib.avail_out == 0;
    if (more) out += byte;
  }
  inflateEnd(&zlib);
  return told == Z_OK || told == Z_BUF_ERROR ? out : "(broken)";
}

std::string noise(std::size_t size, unsigned seed) {
  std::mt19937 random{seed};
  std::string text(size, '\0');
  for (auto& letter : text) letter = static_cast<char>('!' + random() % 90);
  return text;
}

}  // namespace rfc7692
