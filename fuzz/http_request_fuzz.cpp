// Any bytes as requests, cut anywhere: the requests and the refusal are the same as when they come whole, nothing is
// taken after a refusal, and no body is larger than its limit. The first two bytes choose the cuts.
#include "kotori/http/request_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using kotori::http::Limits;
using kotori::http::RequestReader;

constexpr Limits limits{.request_line = 128, .head = 512, .fields = 8, .body = 64};

/// Pieces of 1 to `largest` bytes.
std::vector<std::string> read(std::string_view text, std::uint32_t seed, std::size_t largest) {
  RequestReader reader{limits};
  std::vector<std::string> story;
  while (!text.empty()) {
    seed = seed * 1664525 + 1013904223;
    auto piece = text.substr(0, 1 + (seed >> 16) % largest);
    text.remove_prefix(piece.size());
    while (!piece.empty()) {
      const auto before = piece.size();
      auto request = reader.feed(piece);
      if (!request) {
        story.push_back(std::to_string(static_cast<int>(request.error().status)) + request.error().message);
        return story;
      }
      if (!*request) {
        if (!piece.empty()) std::abort();
        break;
      }
      if ((*request)->body.size() > limits.body || piece.size() > before || !reader.idle()) std::abort();
      story.push_back((*request)->method + ' ' + (*request)->target + '\n' + (*request)->headers.text() + '\n' +
                      (*request)->body);
    }
  }
  story.emplace_back(reader.idle() ? "idle" : "waiting");
  return story;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto whole = read(text, 0, 1 << 15);
  const std::uint32_t seed = data[0] * 256U + data[1];
  if (read(text, seed, 1) != whole || read(text, seed, 1U + data[0] % 32U) != whole) std::abort();
  return 0;
}
