#include "fuzz/input.hpp"
#include "kotori/http/url.hpp"

#include <cstdlib>
#include <optional>
#include <string>

/// What is encoded decodes to itself; decoding is what a second, simple decoder does; queries and hosts are what they
/// look like.
namespace {

using namespace kotori::http;
using fuzz::expect;

std::optional<std::string> decoded_simply(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const std::string digits(text.substr(i + 1, 2));
    if (digits.size() != 2 || digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) return {};
    out += static_cast<char>(std::strtol(digits.c_str(), nullptr, 16));
    i += 2;
  }
  return out;
}

void expect_authority(std::string_view text) {
  if (!is_authority(text)) return;
  expect(!text.empty() && text.find_first_of("/?#@\\, \t%\"<>") == std::string_view::npos);
  const auto port = text.substr(text.starts_with('[') ? text.find(']') + 1 : std::min(text.find(':'), text.size()));
  expect(port.size() <= 6 && (port.empty() || port.front() == ':'));
  expect(port.find_first_not_of(":0123456789") == std::string_view::npos && port.rfind(':') + 1 <= 1);
  expect(text.size() > port.size() && (text.starts_with('[') || text.find_first_of("[]") == std::string_view::npos));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const auto decoded = percent_decode(text);
  const auto simply = decoded_simply(text);
  expect(decoded.has_value() == simply.has_value() && (!decoded || *decoded == *simply));
  expect(is_well_escaped(text) == decoded.has_value());
  const auto hidden = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; };
  expect(is_sound_path(text) == (simply && std::ranges::none_of(*simply, hidden) && !text.contains('\\')));
  expect(decodes_to(text, simply.value_or(std::string(text))) == decoded.has_value());
  expect(!decoded || (!decodes_to(text, *decoded + "a") && !decodes_to(std::string(text) + "a", *decoded)));

  const auto encoded = percent_encode(text);
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%";
  expect(encoded.find_first_not_of(plain) == encoded.npos);
  expect(percent_decode(encoded) == std::string(text) && percent_encode(*percent_decode(encoded)) == encoded);
  const auto name = text.substr(0, text.find('='));
  const auto found = query_parameter(text, name);
  expect(!found || !*found || (**found).size() <= size);
  const auto pair = percent_encode(name) + "=" + encoded;
  const std::string expected = name == "a" ? "1" : name == "b" ? "" : std::string(text);
  expect(query_parameter("a=1&b&" + pair, name).value() == expected);
  expect_authority(text);
  return 0;
}
