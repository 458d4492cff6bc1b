#include "fuzz/input.hpp"
#include "kotori/http/chunked_reader.hpp"

#include <fmt/format.h>
#include <optional>
#include <regex>
#include <string>

/// Any bytes as a chunked body: cut anywhere it is the same body, ends at the same byte and is refused for the same
/// reason; no part of it passes its limit; what is taken is what a second, simple reader takes; and any bytes that are
/// written in chunks are read again.
namespace {

using namespace kotori::http;
using fuzz::expect;

constexpr Limits limits{.head = 128, .fields = 4, .body = 256};

struct Outcome {
  std::optional<Refusal> refusal;
  std::optional<std::size_t> end;
  std::string body;
  bool operator==(const Outcome&) const = default;
};

Outcome read(std::string_view text, std::size_t largest, const Limits& within = limits) {
  ChunkedReader reader{within};
  Outcome outcome;
  std::size_t taken = 0;
  fuzz::in_pieces(text, largest, [&](std::string_view piece) {
    const auto before = piece.size();
    const auto ended = reader.feed(piece, outcome.body);
    taken += before - piece.size();
    expect(outcome.body.size() <= within.body);
    if (!ended) {
      outcome.refusal = ended.error();
    } else if (*ended) {
      outcome.end = taken;
    } else {
      expect(piece.empty());
    }
    return ended && !*ended;
  });
  return outcome;
}

/// The line in front of a chunk, by the grammar of RFC 9112 §7.1.
bool begins_chunk(const std::string& line) {
  static const std::string token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+", blanks = "[ \t]*";
  static const std::regex grammar(
      fmt::format(R"re([0-9A-Fa-f]{{1,16}}({0};{0}{1}({0}={0}({1}|"([^"\\]|\\.)*"))?)*)re", blanks, token));
  return std::regex_match(line, grammar);
}

/// A text that is known to be a whole body, within the limits.
Outcome read_simply(std::string_view text) {
  Outcome outcome;
  std::size_t at = 0, extensions = 0, trailers = 0, trailer_bytes = 0;
  const auto line = [&] {
    const auto from = at, end = text.find("\r\n", at);
    expect(end != text.npos);
    at = end + 2;
    return std::string(text.substr(from, end - from));
  };
  const auto size_line = [&] {
    const auto size = line();
    expect(begins_chunk(size));
    extensions += size.size() - std::min<std::size_t>(size.size(), 16);
    return std::stoull(size, nullptr, 16);
  };
  while (const auto size = size_line()) {
    outcome.body += text.substr(at, size);
    at += size;
    expect(line().empty());
  }
  for (auto trailer = line(); !trailer.empty(); trailer = line()) {
    ++trailers;
    trailer_bytes += trailer.size();
    expect(trailer.find(':') > 0 && trailer.find(':') != trailer.npos && trailer.front() != ' ');
  }
  expect(extensions <= limits.head && trailer_bytes <= limits.head && trailers <= limits.fields);
  outcome.end = at;
  return outcome;
}

/// The same bytes in chunks of these sizes, with what a stranger may put beside them.
std::string written(std::string_view body, std::size_t largest) {
  std::string text;
  fuzz::in_pieces(body, largest, [&](std::string_view piece) {
    text += fmt::format("{:0>3X};a=\"b\"\r\n{}\r\n", piece.size(), piece);
    return true;
  });
  return text + "0\r\nA: b\r\n\r\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const auto whole = read(text, fuzz::whole);
  for (const auto largest : fuzz::cuttings) expect(read(text, largest) == whole);
  if (whole.end) expect(whole == read_simply(text.substr(0, *whole.end)));

  const Limits wide{.head = 16 * size + 64, .fields = 1, .body = size};
  const auto chunks = written(text, 40);
  expect(read(chunks, 7, wide) == Outcome{.refusal = {}, .end = chunks.size(), .body = std::string(text)});
  if (size > 0) expect(read(chunks, 7, {.head = wide.head, .body = size - 1}).refusal.has_value());
  return 0;
}
