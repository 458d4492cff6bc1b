// Any bytes, in two pieces, give the same requests as in one, and none of them costs more than its limits.
#include "kotori/http/request_reader.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using kotori::http::Limits;
using kotori::http::RequestReader;

std::vector<std::string> read(std::string_view first, std::string_view second) {
  RequestReader reader{Limits{.request_line = 256, .head = 1024, .fields = 8, .body = 128}};
  std::vector<std::string> story;
  for (auto bytes : {first, second}) {
    while (!bytes.empty()) {
      auto request = reader.feed(bytes);
      if (!request) {
        story.push_back(request.error().message);
        return story;
      }
      if (!*request) break;
      const auto& read = **request;
      if (read.headers.text().size() > 1024 + 8 || read.body.size() > 128) std::abort();
      if (read.target != "*" && !read.path().starts_with('/')) std::abort();
      story.push_back(read.method + ' ' + read.target + '\n' + read.headers.text() + '\n' + read.body);
      (void)read.query_parameter("a");
      (void)read.cookie("a");
    }
  }
  return story;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto cut = text.empty() ? 0 : data[0] * text.size() / 256;
  if (read(text, {}) != read(text.substr(0, cut), text.substr(cut))) std::abort();
  return 0;
}
