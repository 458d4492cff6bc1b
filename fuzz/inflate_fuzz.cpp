#include "kotori/websocket/deflate_terms.hpp"
#include "kotori/websocket/deflater.hpp"
#include "kotori/websocket/inflater.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

/// Any bytes as the payloads of compressed messages: what comes out does not depend on how they are cut, never passes
/// the limit, and comes out again when it is compressed by us. Also as a header: what we answer is an answer. The first
/// four bytes choose the window, the context, the limit and where to cut.
namespace {

using namespace kotori::websocket;

void expect(bool promise) {
  if (!promise) std::abort();
}

struct Inflated {
  Inflater::Outcome outcome = Inflater::Outcome::good;
  std::string bytes;
  bool operator==(const Inflated&) const = default;
};

Inflated inflate(Inflater& inflater, std::string_view payload, std::size_t most, std::size_t piece) {
  Inflated inflated;
  for (; !payload.empty(); payload.remove_prefix(std::min(piece, payload.size()))) {
    const std::vector<char> copy(payload.begin(),
                                 payload.begin() + static_cast<std::ptrdiff_t>(std::min(piece, payload.size())));
    inflated.outcome = inflater.take({copy.data(), copy.size()}, inflated.bytes, most);
    expect(inflated.bytes.size() <= most);
    if (inflated.outcome != Inflater::Outcome::good) return inflated;
  }
  inflated.outcome = inflater.finish(inflated.bytes, most);
  return inflated;
}

/// Two messages, one after the other, until one is broken.
std::vector<Inflated> inflate_both(DeflateSide peer, std::string_view bytes, std::size_t most, std::size_t piece) {
  Inflater inflater{peer};
  std::vector<Inflated> both{inflate(inflater, bytes.substr(0, bytes.size() / 2), most, piece)};
  if (both.back().outcome == Inflater::Outcome::good) {
    expect(inflater.held_bytes() <= (peer.keeps_context ? (std::size_t{2} << peer.window_bits) : 0));
    both.push_back(inflate(inflater, bytes.substr(bytes.size() / 2), most, piece));
  }
  return both;
}

void negotiate(std::string_view header) {
  using kotori::Compression;
  for (const auto compression : {Compression::none, Compression::shared, Compression::with_context}) {
    if (const auto taken = check_deflate_answer(compression, header); taken && *taken)
      expect(check_deflate_answer(compression, to_text(**taken)) == taken);
    const auto terms = accept_deflate(compression, header);
    if (!terms || !*terms) continue;
    expect(check_deflate_answer(compression, to_text(**terms)) == terms);
    expect(accept_deflate(compression, to_text(**terms)) == terms);
    expect(accept_deflate(compression, deflate_offer(compression)).value().has_value());
    for (const Role role : {Role::server, Role::client}) expect(terms->value().side(role).window_bits >= 8);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  const DeflateSide peer{.window_bits = static_cast<std::uint8_t>(8 + data[0] % 8),
                         .keeps_context = (data[0] & 8) != 0};
  const std::size_t most = std::size_t{1} << data[1] % 17, piece = 1U + data[2] % 32U;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 4), size - 4);

  const auto whole = inflate_both(peer, bytes, most, bytes.size() + 1);
  expect(inflate_both(peer, bytes, most, piece) == whole);
  Deflater deflater{peer.window_bits};
  for (const auto& message : whole) {
    Inflater inflater{peer};
    const Inflated same{Inflater::Outcome::good, message.bytes};
    expect(inflate(inflater, deflater.deflate(message.bytes), most, piece) == same);
  }
  negotiate(bytes);
  negotiate("permessage-deflate;" + std::string(bytes));
  return 0;
}
