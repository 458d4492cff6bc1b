#include "fuzz/input.hpp"
#include "kotori/http/request_reader.hpp"

#include <fmt/format.h>
#include <string>
#include <vector>

/// Any bytes as requests, one behind the other: cut anywhere they are the same requests and the same refusal, no body
/// is larger than its limit, and written down with their bodies they are read again as they were.
namespace {

using namespace kotori::http;
using fuzz::expect;

constexpr Limits limits{.request_line = 128, .head = 512, .fields = 8, .body = 64};

struct Story {
  std::vector<std::string> requests;
  std::string end;  // why they were not read on, or what was still to come
  bool operator==(const Story&) const = default;
};

/// As a client would send it; in one chunk, if its body comes in chunks.
std::string written(const Request& request) {
  auto body = request.content;
  if (request.headers.contains("Transfer-Encoding"))
    body = (body.empty() ? "" : fmt::format("{:x}\r\n{}\r\n", body.size(), body)) + "0\r\n\r\n";
  return fmt::format("{} {} HTTP/1.{}\r\n{}\r\n{}", request.method, request.target,
                     request.version == Version::http_1_1 ? 1 : 0, request.headers.text(), body);
}

Story read(std::string_view text, std::size_t largest, const Limits& within = limits) {
  RequestReader reader{within};
  Story story;
  fuzz::in_pieces(text, largest, [&](std::string_view piece) {
    while (!piece.empty()) {
      const auto request = reader.feed(piece);
      if (!request) {
        story.end = request.error().message;
        return false;
      }
      if (*request) {
        expect((*request)->content.size() <= within.body && reader.idle());
        story.requests.push_back(written(**request));
      } else {
        expect(piece.empty() && !reader.idle());
      }
    }
    return true;
  });
  if (story.end.empty() && !reader.idle()) story.end = "waits";
  return story;
}

void expect_same_again(const Story& story) {
  std::string all;
  for (const auto& request : story.requests) all += request;
  // A colon that no space followed has one now, so the heads may have grown.
  const auto again = read(all, fuzz::whole, {.request_line = 1024, .head = 4096, .fields = 8, .body = 64});
  expect(again.requests == story.requests && again.end.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const auto story = read(text, fuzz::whole);
  for (const auto largest : fuzz::cuttings) expect(read(text, largest) == story);
  expect_same_again(story);
  return 0;
}
