#include "fuzz/input.hpp"
#include "kotori/http/origin.hpp"
#include "kotori/http/text.hpp"

#include <string>

/// Any text as an Origin: what is taken has a scheme, one host and perhaps a port, and nothing else; there is one way
/// to write it, which is read again as the same origin, in letters of any case; and what is added to it makes it
/// another.
namespace {

using namespace kotori::http;
using fuzz::expect;

std::string written(const Origin& origin) {
  return origin.scheme + "://" + origin.host + (origin.port == 0 ? "" : ":" + std::to_string(origin.port));
}

std::string in_capitals(std::string_view text) {
  std::string capitals(text);
  for (char& c : capitals) c = is_letter(c) ? static_cast<char>(c & ~0x20) : c;
  return capitals;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const auto origin = parse_origin(text);
  if (!origin) {
    expect(!origin.error().message.empty());
    return 0;
  }
  expect(text.find_first_of("@?#\\, \t\r\n%\"") == text.npos && std::ranges::count(text, '/') == 2);
  expect(equal_ignoring_case(text.substr(0, origin->scheme.size() + 3), origin->scheme + "://"));
  expect(!origin->host.empty());
  expect(std::ranges::all_of(written(*origin), [](char c) { return c > ' ' && c < 0x7f && lower(c) == c; }));
  const auto again = parse_origin(written(*origin)), capitals = parse_origin(in_capitals(text));
  expect(again && *again == *origin && capitals && *capitals == *origin);
  const std::string more(text);
  for (const auto* end : {"/", "?", "#", "@a", ", https://a", " "}) expect(!parse_origin(more + end));
  const auto longer = parse_origin(more + "1");
  expect(!longer || *longer != *origin);
  return 0;
}
