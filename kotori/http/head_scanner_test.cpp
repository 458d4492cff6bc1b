#include "kotori/http/head_scanner.hpp"

#include "kotori/http/text.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <random>
#include <string>

namespace kotori::inline v0::http {
namespace {

constexpr Limits tight{.request_line = 12, .head = 40, .fields = 3};

/// What a scanner has to say of some bytes: "431", "400" and so on, the length of the head, or nothing yet.
std::string said(const Parsed<std::size_t>& end) {
  if (!end) return std::to_string(static_cast<int>(end.error().status)) + " " + end.error().message;
  return *end ? "ends at " + std::to_string(**end) : "goes on";
}

/// The same by the letter: a byte at a time, each checked for the limits first that count it.
std::string said_by_the_letter(std::string_view bytes) {
  std::size_t length = 0, line = 0, lines = 0;
  bool skipped = false, method_ended = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i], before = i > 0 ? bytes[i - 1] : '\0';
    if (before == '\r' && c != '\n') return "400 a CR stands without LF";
    if (before != '\r' && c == '\n') return "400 a line must end in CRLF";
    if (++length > tight.head) return "431 the head is too large";
    if (c == '\r') continue;
    if (c != '\n') {
      if (is_control(c) && c != '\t') return "400 the head holds a control character";
      if (++line > tight.request_line && lines == 0)
        return method_ended ? "414 the request line is too long" : "400 the method is too long";
      method_ended = method_ended || c == ' ';
    } else if (line > 0) {
      line = 0;
      if (++lines > 1 + tight.fields) return "431 there are too many fields";
    } else if (lines > 0) {
      return "ends at " + std::to_string(i + 1);
    } else {
      if (skipped) return "400 the request line is empty";
      skipped = true;
    }
  }
  return "goes on";
}

std::string said_of_pieces(std::string_view bytes, std::size_t cut) {
  HeadScanner scanner{tight};
  const auto first = scanner.scan(bytes.substr(0, cut));
  if (!first || *first) return said(first);
  auto second = scanner.scan(bytes.substr(cut));
  if (second && *second) **second += cut;
  return said(second);
}

}  // namespace

TEST(HeadScanner, SaysWhatReadingByTheLetterSaysOfAnyBytesWhereverTheyAreCut) {
  std::mt19937 random{6};
  const std::string_view pieces[] = {"a",        "bcdefghijk", "a b: c", "\t",   "\r\n", "\r\n",
                                     "\r\n\r\n", "\r",         "\n",     "\x01", "\x7f", "\x80"};
  std::discrete_distribution<std::size_t> any{20, 20, 20, 6, 20, 20, 6, 1, 1, 1, 1, 1};
  for (int round = 0; round < 5'000; ++round) {
    std::string bytes;
    while (bytes.size() < 45) bytes += pieces[any(random)];
    const auto expected = said_by_the_letter(bytes);
    for (const std::size_t cut : {std::size_t{0}, 1 + random() % 20, 20 + random() % 20})
      ASSERT_EQ(said_of_pieces(bytes, cut), expected) << testing::PrintToString(bytes) << " cut at " << cut;
  }
}

}  // namespace kotori::inline v0::http
