#include "kotori/json/writer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <simdjson.h>
#include <stdexcept>

namespace kotori::json {
namespace {

template <class... Format> void append_number(std::string& out, auto value, Format... format) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, format...).ptr;
  out.append(digits.data(), end);
}

constexpr bool is_plain(unsigned char c) { return c >= 0x20 && c != '"' && c != '\\'; }

constexpr std::uint64_t every(unsigned char byte) { return 0x0101010101010101u * byte; }

/// The high bit of each byte that is zero (and perhaps of bytes above one, so it only says whether there is any).
constexpr std::uint64_t zeros(std::uint64_t bytes) { return (bytes - every(1)) & ~bytes & every(0x80); }

/// How many bytes at the front need no escape: eight at a time, then one by one.
std::size_t plain_bytes(std::string_view text) {
  std::size_t at = 0;
  for (std::uint64_t eight; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    const std::uint64_t controls = (eight - every(0x20)) & ~eight & every(0x80);
    if (controls | zeros(eight ^ every('"')) | zeros(eight ^ every('\\'))) break;
  }
  while (at < text.size() && is_plain(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    default:
      constexpr char hex[] = "0123456789abcdef";
      out += "\\u00";
      out += hex[c >> 4];
      out += hex[c & 15];
  }
}

}  // namespace

void Writer::integer(std::int64_t value) { append_number(out_, value); }

void Writer::natural(std::uint64_t value) { append_number(out_, value); }

void Writer::number(double value) {
  if (!std::isfinite(value)) throw std::invalid_argument("JSON has no number that is not finite");
  // Readers take a number without exponent for an integer, and ours refuses those that do not fit 64 bits.
  if (std::abs(value) < 1e18)
    append_number(out_, value);
  else
    append_number(out_, value, std::chars_format::scientific);
}

void Writer::string(std::string_view text) {
  if (!simdjson::validate_utf8(text.data(), text.size()))
    throw std::invalid_argument("JSON strings are UTF-8, and this one is not");
  out_ += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_bytes(text);
    out_.append(text.substr(0, plain));
    if (plain < text.size()) append_escaped(out_, text[plain]);
    text.remove_prefix(std::min(plain + 1, text.size()));
  }
  out_ += '"';
}

void Writer::field(std::string_view name) {
  separate();
  out_ += '"';
  out_.append(name).append("\":");
}

void Writer::key(std::string_view name) {
  separate();
  string(name);
  out_ += ':';
}

/// Only an opening bracket ends in one: strings end in a quote.
void Writer::separate() {
  if (out_.back() != '{' && out_.back() != '[') out_ += ',';
}

}  // namespace kotori::json
