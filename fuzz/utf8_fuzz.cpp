#include "fuzz/input.hpp"
#include "kotori/websocket/utf8.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// Any bytes as UTF-8, beside a second decoder that knows only what RFC 3629 §3 says of code points: the same texts are
/// UTF-8, in pieces they are refused at the same, earliest byte, and they are cut short between the same characters.
namespace {

using namespace kotori::websocket;
using fuzz::expect;

/// How many bytes the character at the front has; 0 if there is none.
std::size_t character(std::string_view text) {
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  if (text.empty()) return 0;
  const std::size_t size = byte(0) < 0x80             ? 1
                           : (byte(0) & 0xE0) == 0xC0 ? 2
                           : (byte(0) & 0xF0) == 0xE0 ? 3
                           : (byte(0) & 0xF8) == 0xF0 ? 4
                                                      : 0;
  if (size == 0 || text.size() < size) return 0;
  std::uint32_t point = size == 1 ? byte(0) : byte(0) & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    point = point << 6 | (byte(i) & 0x3F);
  }
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  return point >= least[size] && point <= 0x10FFFF && !surrogate ? size : 0;
}

/// Whether something can follow these bytes, none of which is a whole character, so that they become one.
bool may_become_character(const std::string& begun) {
  if (begun.size() >= 4) return false;
  for (const char next : {'\x80', '\x8F', '\x90', '\x9F', '\xA0', '\xBF'}) {
    const auto more = begun + next;
    if (character(more) == more.size() || may_become_character(more)) return true;
  }
  return false;
}

struct Reading {
  std::size_t whole = 0;           // bytes of the characters at the front
  std::optional<std::size_t> bad;  // the first byte that no UTF-8 has there
};

Reading read(std::string_view text) {
  Reading reading;
  while (const auto size = character(text.substr(reading.whole))) reading.whole += size;
  for (auto end = reading.whole + 1; end <= text.size() && !reading.bad; ++end)
    if (!may_become_character(std::string(text.substr(reading.whole, end - reading.whole)))) reading.bad = end - 1;
  return reading;
}

void check_in_pieces(std::string_view text, std::size_t largest, const Reading& reading) {
  Utf8Check check;
  std::size_t taken = 0;
  fuzz::in_pieces(text, largest, [&](std::string_view piece) {
    taken += piece.size();
    const bool accepted = check.accept(piece);
    expect(accepted == (!reading.bad || *reading.bad >= taken));
    if (accepted && taken == text.size()) expect(check.complete() == (reading.whole == text.size()));
    return accepted;
  });
}

void check_cut(std::string_view text, std::size_t most) {
  const auto cut = truncate_utf8(text, most);
  expect(cut.size() <= most && text.starts_with(cut) && read(cut).whole == cut.size());
  const auto next = character(text.substr(cut.size()));
  expect(cut.size() == text.size() || cut.size() + next > most);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const auto reading = read(text);
  expect(is_utf8(text) == (reading.whole == size));
  check_in_pieces(text, fuzz::whole, reading);
  for (const auto largest : fuzz::cuttings) check_in_pieces(text, largest, reading);
  const auto good = text.substr(0, reading.whole);
  for (std::size_t most = 0; most <= std::min<std::size_t>(good.size(), 8); ++most) {
    check_cut(good, most);
    check_cut(good, good.size() - most);
  }
  return 0;
}
