#include "fuzz/input.hpp"
#include "kotori/http/head_parser.hpp"
#include "kotori/http/text.hpp"

#include <fmt/format.h>
#include <string>
#include <vector>

/// Any bytes as heads: cut anywhere they are the same heads and the same refusal; none costs more than its limits; each
/// has one reading of whom it is for and where its body ends; and written down it is read again as it was.
namespace {

using namespace kotori::http;
using fuzz::expect;

constexpr Limits limits{.request_line = 256, .head = 1024, .fields = 8};

std::string written(const RequestHead& head) {
  const auto& request = head.request;
  return fmt::format("{} {} HTTP/1.{}\r\n{}\r\n", request.method, request.target,
                     request.version == Version::http_1_1 ? 1 : 0, request.headers.text());
}

std::string told(const RequestHead& head) {
  return fmt::format("{}body {} {} {} stays {}", written(head), head.content_length, head.chunked,
                     head.expects_continue, head.request.keep_alive);
}

std::size_t count(const Headers& headers, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      headers.begin(), headers.end(), [&](const Field& field) { return equal_ignoring_case(field.name, name); }));
}

void expect_one_reading(const RequestHead& head) {
  const auto& request = head.request;
  const auto lengths = count(request.headers, "Content-Length"), codings = count(request.headers, "Transfer-Encoding");
  const auto hosts = count(request.headers, "Host");
  expect(request.target == "*" || request.target.starts_with('/'));
  expect(hosts == 1 || (hosts == 0 && request.version == Version::http_1_0));
  expect(lengths + codings <= 1 && head.chunked == (codings == 1));
  if (lengths == 1) {
    auto digits = request.headers.find("content-length").value();
    expect(!digits.empty() && digits.find_first_not_of("0123456789") == digits.npos);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    expect(std::to_string(head.content_length) == digits || (head.content_length == UINT64_MAX && digits.size() >= 20));
  }
  expect(!head.has_body() || (request.method != "GET" && request.method != "HEAD"));
  expect(!head.expects_continue || head.has_body());
}

void expect_within_limits(const RequestHead& head) {
  std::size_t fields = 0, bytes = 0;
  for (const auto& field : head.request.headers) {
    ++fields;
    bytes += field.name.size() + field.value.size() + 3;
    expect(is_token(field.name) && is_field_value(field.value));
  }
  expect(fields <= limits.fields && bytes <= limits.head);
  // A slash may have been added, for a target that had none behind its host.
  expect(head.request.method.size() + head.request.target.size() <= limits.request_line);
}

std::vector<std::string> read(std::string_view text, std::size_t largest) {
  HeadParser parser{limits};
  std::vector<std::string> story;
  bool refused = false;
  fuzz::in_pieces(text, largest, [&](std::string_view piece) {
    while (!piece.empty() && !refused) {
      const auto head = parser.feed(piece);
      refused = !head;
      if (!head) {
        story.push_back(head.error().message);
      } else if (*head) {
        expect(parser.idle());
        expect_within_limits(**head);
        expect_one_reading(**head);
        story.push_back(told(**head));
        const auto again = parse_request_head(written(**head));
        expect(again && told(*again) == story.back());
      } else {
        expect(piece.empty() && !parser.idle());
      }
    }
    return !refused;
  });
  return story;
}

/// The first byte at which anyone sees that this is no head: line ends that are not CRLF, and control characters.
std::size_t first_bad(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool after_cr = i > 0 && text[i - 1] == '\r';
    if (after_cr != (text[i] == '\n') || (is_control(text[i]) && !std::string_view("\t\r\n").contains(text[i])))
      return i;
  }
  return text.npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const auto heads = read(text, fuzz::whole);
  for (const auto largest : fuzz::cuttings) expect(read(text, largest) == heads);
  // What follows a head is read as if nothing had stood before it.
  HeadParser parser{limits};
  auto rest = text;
  if (const auto first = parser.feed(rest); first && *first)
    expect(read(rest, fuzz::whole) == std::vector(heads.begin() + 1, heads.end()));
  // A story that ends with a refusal ends with a sentence; heads have many lines.
  if (const auto bad = first_bad(text); bad != text.npos) {
    const auto refused = read(text.substr(0, bad + 1), fuzz::whole);
    expect(!refused.empty() && !refused.back().contains('\n'));
  }
  // What nobody has scanned is refused, if it is not one head.
  if (const auto head = parse_request_head(text)) expect(text.ends_with("\r\n\r\n"));
  return 0;
}
