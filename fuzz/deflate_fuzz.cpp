#include "fuzz/input.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/websocket/deflater.hpp"
#include "kotori/websocket/inflater.hpp"

#include <array>
#include <memory>
#include <string>
#include <zlib.h>

/// Any bytes as messages to be compressed, with every window: a peer with that very window gets them back, and so do
/// we, in whatever pieces they come; each stands for itself; and what would not be shorter is not sent compressed.
namespace {

using namespace kotori::websocket;
using fuzz::expect;

/// As a peer that keeps no more than this window.
std::string inflate_with(int window_bits, std::string payload, std::size_t size) {
  payload.append("\x00\x00\xFF\xFF", 4);
  std::string out(size + 1, '\0');
  z_stream zlib{};
  expect(inflateInit2(&zlib, -window_bits) == Z_OK);
  zlib.next_in = reinterpret_cast<Bytef*>(payload.data());
  zlib.avail_in = static_cast<uInt>(payload.size());
  // In small steps, so that zlib must look into its window, and not into what it has just written.
  for (zlib.next_out = reinterpret_cast<Bytef*>(out.data()); zlib.total_out < out.size();) {
    const auto left = static_cast<uInt>(out.size() - zlib.total_out);
    zlib.avail_out = std::min<uInt>(left, 64);
    const auto before = zlib.total_out;
    const int told = ::inflate(&zlib, Z_SYNC_FLUSH);
    expect(told == Z_OK || told == Z_BUF_ERROR);
    if (zlib.total_out == before) break;
  }
  out.resize(zlib.total_out);
  inflateEnd(&zlib);
  return out;
}

std::string inflate_in_pieces(Inflater& inflater, std::string_view payload, std::size_t size) {
  std::string out;
  fuzz::in_pieces(payload, 50, [&](std::string_view piece) {
    expect(inflater.take(piece, out, size) == Inflater::Outcome::good);
    return true;
  });
  expect(inflater.finish(out, size) == Inflater::Outcome::good);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static kotori::SimulatedLoop loop{0};
  static Deflaters deflaters{loop};
  static std::array<std::unique_ptr<Deflater>, 16> by_window_bits;
  const auto text = fuzz::Input(data, size).rest();

  for (std::uint8_t bits = 8; bits <= 15; ++bits) {
    auto& deflater = by_window_bits[bits];
    if (!deflater) deflater = std::make_unique<Deflater>(bits);
    Inflater inflater{{.window_bits = bits, .keeps_context = true}};
    for (const auto message : {text, text.substr(size / 2)}) {
      const auto payload = deflater->deflate(message);
      expect(inflate_with(bits, payload, message.size()) == message);
      expect(inflate_in_pieces(inflater, payload, message.size()) == message);
      const auto worth_it = deflaters.deflate(message, bits);
      expect(payload.size() < message.size() ? worth_it == payload : worth_it.empty());
    }
  }
  return 0;
}
