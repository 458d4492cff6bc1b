#include "kotori/features/content_coder.hpp"

#include <array>
#include <brotli/encode.h>
#include <cstddef>
#include <new>
#include <zlib.h>

namespace kotori::inline v0::features {
namespace {

constexpr std::size_t step = 16UL * 1024;

class Gzip final : public ContentCoder {
 public:
  Gzip() {
    constexpr int gzip = 16, window_bits = 15, memory = 8;
    if (deflateInit2(&zlib_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip + window_bits, memory, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~Gzip() override { deflateEnd(&zlib_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  std::string code(std::string_view bytes, Then then) override {
    constexpr std::array flushes{Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FINISH};
    constexpr std::size_t most_at_once = std::size_t{1} << 30;  // zlib counts in 32 bits
    std::string out;
    do {
      const auto part = bytes.substr(0, most_at_once);
      bytes.remove_prefix(part.size());
      zlib_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
      zlib_.avail_in = static_cast<uInt>(part.size());
      run(out, bytes.empty() ? flushes[static_cast<std::size_t>(then)] : Z_NO_FLUSH);
    } while (!bytes.empty());
    return out;
  }

 private:
  void run(std::string& out, int flush) {
    std::array<Bytef, step> room;
    do {
      zlib_.next_out = room.data();
      zlib_.avail_out = static_cast<uInt>(room.size());
      deflate(&zlib_, flush);
      out.append(reinterpret_cast<const char*>(room.data()), room.size() - zlib_.avail_out);
    } while (zlib_.avail_out == 0);  // there may be more where that came from
  }

  z_stream zlib_{};
};

class Brotli final : public ContentCoder {
 public:
  Brotli() : state_(BrotliEncoderCreateInstance(nullptr, nullptr, nullptr), BrotliEncoderDestroyInstance) {
    if (!state_) throw std::bad_alloc();
    constexpr std::uint32_t quality = 5;       // the least that makes text smaller than gzip does
    constexpr std::uint32_t window_bits = 16;  // 64 KiB; larger ones hold a MiB more
    BrotliEncoderSetParameter(state_.get(), BROTLI_PARAM_QUALITY, quality);
    BrotliEncoderSetParameter(state_.get(), BROTLI_PARAM_LGWIN, window_bits);
  }

  std::string code(std::string_view bytes, Then then) override {
    constexpr std::array operations{BROTLI_OPERATION_PROCESS, BROTLI_OPERATION_FLUSH, BROTLI_OPERATION_FINISH};
    const auto* next = reinterpret_cast<const std::uint8_t*>(bytes.data());
    auto left = bytes.size();
    std::string out;
    do {
      std::size_t no_room = 0;  // what it makes is taken from where it keeps it
      if (!BrotliEncoderCompressStream(state_.get(), operations[static_cast<std::size_t>(then)], &left, &next, &no_room,
                                       nullptr, nullptr))
        throw std::bad_alloc();
      std::size_t size = 0;
      const auto* made = BrotliEncoderTakeOutput(state_.get(), &size);
      out.append(reinterpret_cast<const char*>(made), size);
    } while (left > 0 || BrotliEncoderHasMoreOutput(state_.get()));
    return out;
  }

 private:
  std::unique_ptr<BrotliEncoderState, decltype(&BrotliEncoderDestroyInstance)> state_;
};

}  // namespace

std::unique_ptr<ContentCoder> ContentCoder::make(std::string_view coding) {
  if (coding == "br") return std::make_unique<Brotli>();
  return std::make_unique<Gzip>();
}

}  // namespace kotori::inline v0::features
