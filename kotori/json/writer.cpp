#include "kotori/json/writer.hpp"

#include "kotori/base/eight_bytes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <simdjson.h>
#include <stdexcept>

namespace kotori::inline v0::json {
namespace {

/// Makes room for so many bytes at once and lets them be written there.
template <class Write> void append(std::string& out, std::size_t bytes, Write write) {
  const std::size_t before = out.size();
  // What the lambda is given as the size is the capacity in libstdc++ 12.
  out.resize_and_overwrite(before + bytes, [&](char* text, std::size_t) {
    write(text + before);
    return before + bytes;
  });
}

template <class... Format> void append_number(std::string& out, auto value, Format... format) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, format...).ptr;
  out.append(digits.data(), end);
}

bool is_escaped(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

std::uint64_t any_escaped(std::uint64_t eight) {
  return any_below(0x20, eight) | any_is('"', eight) | any_is('\\', eight);
}

/// How many bytes at the front need no escape.
std::size_t unescaped_bytes(std::string_view text) {
  return plain_front(text, any_escaped, [](char c) { return !is_escaped(c); });
}

/// How many bytes at the front need no escape, and no look at whether they are UTF-8.
std::size_t simple_bytes(std::string_view text) {
  return plain_front(
      text, [](std::uint64_t eight) { return any_escaped(eight) | any_beyond_ascii(eight); },
      [](char c) { return !is_escaped(c) && (c & 0x80) == 0; });
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
  const std::size_t simple = simple_bytes(text);
  append(out_, simple + 1, [&](char* to) {
    *to = '"';
    text.copy(to + 1, simple);
  });
  if (simple < text.size()) rest_of_string(text.substr(simple));
  out_ += '"';
}

void Writer::rest_of_string(std::string_view text) {
  if (!simdjson::validate_utf8(text.data(), text.size()))
    throw std::invalid_argument("JSON strings are UTF-8, and this one is not");
  while (!text.empty()) {
    const std::size_t plain = unescaped_bytes(text);
    out_.append(text.substr(0, plain));
    if (plain < text.size()) append_escaped(out_, text[plain]);
    text.remove_prefix(std::min(plain + 1, text.size()));
  }
}

void Writer::field(std::string_view name) {
  separate();
  append(out_, name.size() + 3, [&](char* to) {
    *to = '"';
    to += 1 + name.copy(to + 1, name.size());
    *to++ = '"';
    *to = ':';
  });
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

}  // namespace kotori::inline v0::json
