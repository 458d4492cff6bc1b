#include "fuzz/input.hpp"
#include "kotori/http/text.hpp"
#include "kotori/websocket/handshake.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

/// Any text as the fields of an opening handshake: Connection, Upgrade, Sec-WebSocket-Key, Sec-WebSocket-Protocol and
/// Sec-WebSocket-Accept mean what a second, simple reading says.
namespace {

using namespace kotori;
using fuzz::expect;

std::vector<std::string> elements(std::string_view list) {
  std::vector<std::string> found;
  for (auto element = http::take_element(list); !element.empty(); element = http::take_element(list))
    found.emplace_back(element);
  return found;
}

/// 16 bytes in base64, padded; whatever the last digit's lower bits say.
std::optional<std::array<std::uint8_t, 16>> decoded(std::string_view key) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 16> bytes{};
  if (key.size() != 24 || key.substr(22) != "==") return {};
  for (std::size_t bit = 0; bit < 128; ++bit) {
    const auto digit = digits.find(key[bit / 6]);
    if (digit == digits.npos) return {};
    bytes[bit / 8] |= static_cast<std::uint8_t>((digit >> (5 - bit % 6) & 1) << (7 - bit % 8));
  }
  return bytes;
}

void expect_key(std::string_view text) {
  const auto bytes = decoded(text);
  expect(websocket::is_valid_key(text) == (bytes && websocket::make_key(*bytes) == text));
  std::array<std::uint8_t, 16> random{};
  std::ranges::copy(text.substr(0, 16), random.begin());
  const auto key = websocket::make_key(random);
  expect(websocket::is_valid_key(key) && decoded(key) == random);
  const auto answer = websocket::accept_key(text);
  expect(answer.size() == 28 && answer.ends_with('='));
  expect(websocket::answers(" \t" + answer + " ", text) && !websocket::answers(answer + "=", text));
  expect(!websocket::answers(text, text) && !websocket::answers(answer, std::string(text) + "a"));
}

void expect_names(std::string_view text) {
  const auto is_name = [](const std::string& word) {
    const auto slash = word.find('/');
    return http::is_token(word.substr(0, slash)) && (slash == word.npos || http::is_token(word.substr(slash + 1)));
  };
  const auto words = elements(text);
  const bool well_formed = std::ranges::all_of(words, is_name);
  for (const std::string token : {"upgrade", "WebSocket"}) {
    const auto same = [&](const auto& word) { return http::equal_ignoring_case(word, token); };
    expect(websocket::names(text, token) == (well_formed && std::ranges::any_of(words, same)));
    expect(websocket::names(std::string(text) + ", " + token, token) == well_formed);
  }
}

void expect_subprotocol(std::string_view text) {
  const std::vector<std::string> supported{"kotori.v2", "kotori.v1", "chat"};
  const auto offers = elements(text);
  bool well_formed = !offers.empty();
  for (const auto& offer : offers)
    well_formed = well_formed && http::is_token(offer) && std::ranges::count(offers, offer) == 1;
  const auto chosen = websocket::choose_subprotocol(supported, text);
  expect(chosen.has_value() == well_formed);
  if (!chosen) return;
  const auto first = std::ranges::find_if(
      supported, [&](const auto& name) { return std::ranges::find(offers, name) != offers.end(); });
  expect(*chosen == (first == supported.end() ? "" : *first));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  expect_key(text);
  expect_names(text);
  expect_subprotocol(text);
  return 0;
}
