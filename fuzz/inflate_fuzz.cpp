#include "fuzz/input.hpp"
#include "kotori/websocket/inflater.hpp"

#include <string>
#include <vector>
#include <zlib.h>

/// Any bytes as the payloads of compressed messages: what comes out does not depend on how they are cut, never passes
/// the limit, is what zlib makes of the whole at once, and between messages no more is held than was agreed on. The
/// first two bytes choose the window, the context and the limit.
namespace {

using namespace kotori::websocket;
using fuzz::expect;

struct Inflated {
  Inflater::Outcome outcome = Inflater::Outcome::good;
  std::string bytes;
  bool operator==(const Inflated&) const = default;
};

Inflated inflate(Inflater& inflater, std::string_view payload, std::size_t most, std::size_t largest) {
  Inflated inflated;
  fuzz::in_pieces(payload, largest, [&](std::string_view piece) {
    inflated.outcome = inflater.take(piece, inflated.bytes, most);
    expect(inflated.bytes.size() <= most && inflater.held_bytes() >= 1024);
    return inflated.outcome == Inflater::Outcome::good;
  });
  if (inflated.outcome == Inflater::Outcome::good) inflated.outcome = inflater.finish(inflated.bytes, most);
  return inflated;
}

/// Two messages, one after the other, until one is broken.
std::vector<Inflated> inflate_both(DeflateSide peer, std::string_view bytes, std::size_t most, std::size_t largest) {
  Inflater inflater{peer};
  expect(inflater.held_bytes() == 0);
  std::vector<Inflated> both{inflate(inflater, bytes.substr(0, bytes.size() / 2), most, largest)};
  if (both.back().outcome == Inflater::Outcome::good) {
    expect(inflater.held_bytes() <= (peer.keeps_context ? (std::size_t{2} << peer.window_bits) : 0));
    both.push_back(inflate(inflater, bytes.substr(bytes.size() / 2), most, largest));
  }
  return both;
}

/// A message as zlib has it, without pieces and into memory for all of it; the end of a stream is where another begins.
Inflated inflate_at_once(std::string_view payload, std::size_t most) {
  std::string in(payload), tail("\x00\x00\xFF\xFF", 4), out(most + 1, '\0');
  z_stream zlib{};
  expect(inflateInit2(&zlib, -15) == Z_OK);
  zlib.next_out = reinterpret_cast<Bytef*>(out.data());
  zlib.avail_out = static_cast<uInt>(out.size());
  const auto take = [&](std::string& bytes) {
    zlib.next_in = reinterpret_cast<Bytef*>(bytes.data());
    zlib.avail_in = static_cast<uInt>(bytes.size());
    int told = Z_OK;
    while (zlib.avail_in > 0 && zlib.avail_out > 0 && told >= Z_OK) {
      if (told == Z_STREAM_END) inflateReset(&zlib);
      told = ::inflate(&zlib, Z_SYNC_FLUSH);
    }
    return told;
  };
  auto told = take(in);
  if (told == Z_OK || told == Z_BUF_ERROR) told = take(tail);
  const bool whole = told == Z_STREAM_END || (told == Z_OK && (zlib.data_type & 128) != 0);
  out.resize(out.size() - zlib.avail_out);
  inflateEnd(&zlib);
  if (out.size() > most) return {Inflater::Outcome::too_long, out.substr(0, most)};
  return {whole ? Inflater::Outcome::good : Inflater::Outcome::not_deflate, std::move(out)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto first = input.choice();
  const DeflateSide peer{.window_bits = static_cast<std::uint8_t>(8 + first % 8), .keeps_context = (first & 8) != 0};
  const std::size_t most = std::size_t{1} << input.choice() % 17;
  const auto bytes = input.rest();

  const auto both = inflate_both(peer, bytes, most, fuzz::whole);
  for (const auto largest : fuzz::cuttings) expect(inflate_both(peer, bytes, most, largest) == both);
  expect(inflate_at_once(bytes.substr(0, bytes.size() / 2), most) == both.front());
  if (both.size() == 2 && !peer.keeps_context)
    expect(inflate_at_once(bytes.substr(bytes.size() / 2), most) == both.back());
  return 0;
}
