#include "kotori/http/chunked_reader.hpp"

#include "kotori/http/chunk_line.hpp"
#include "kotori/http/request_head.hpp"
#include "kotori/http/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kotori::inline v0::http {
namespace {

std::unexpected<Refusal> bad(std::string message) {
  return std::unexpected(Refusal{Status::bad_request, std::move(message)});
}

/// What tells how to read a message, where it goes or who sends it comes before it, or not at all (RFC 9110 §6.5.1).
bool belongs_in_head(const Field& field) {
  constexpr std::array<std::string_view, 7> names{
      "Authorization", "Content-Encoding", "Content-Length", "Content-Type", "Cookie", "Host", "Transfer-Encoding"};
  return std::ranges::any_of(names, [&](auto name) { return equal_ignoring_case(field.name, name); });
}

}  // namespace

std::expected<bool, Refusal> ChunkedReader::feed(std::string_view& bytes, std::string& body) {
  while (!bytes.empty()) {
    if (expecting_ == Expecting::data) {
      const auto part = bytes.substr(0, left_);
      body.append(part);
      bytes.remove_prefix(part.size());
      left_ -= part.size();
      if (left_ == 0) expecting_ = Expecting::data_end;
      continue;
    }
    const char c = bytes.front();
    bytes.remove_prefix(1);
    auto ended = take_line_byte(c);
    if (!ended || *ended) return ended;
  }
  return false;
}

/// True at the end of the body.
std::expected<bool, Refusal> ChunkedReader::take_line_byte(char c) {
  if (after_cr_ != (c == '\n')) return bad("a line of a chunked body must end in CRLF");
  after_cr_ = c == '\r';
  if (c == '\n') return end_line();
  if (c == '\r') return false;
  if (is_control(c) && c != '\t') return bad("a line of a chunked body holds a control character");
  if (expecting_ == Expecting::data_end) return bad("a chunk is longer than it said");
  if (expecting_ == Expecting::size && line_.size() >= most_size_digits && ++extensions_ > limits_.head)
    return std::unexpected(Refusal{Status::header_fields_too_large, "the chunk extensions are too large"});
  if (expecting_ == Expecting::trailer && ++trailers_ > limits_.head)
    return std::unexpected(Refusal{Status::header_fields_too_large, "the trailers are too large"});
  line_ += c;
  return false;
}

std::expected<bool, Refusal> ChunkedReader::end_line() {
  const auto line = std::exchange(line_, {});
  switch (expecting_) {
    case Expecting::data: std::unreachable();
    case Expecting::data_end: expecting_ = Expecting::size; return false;
    case Expecting::size: {
      const auto size = parse_chunk_line(line);
      if (!size) return std::unexpected(size.error());
      if (*size > limits_.body - announced_)
        return std::unexpected(Refusal{Status::content_too_large, "the body is too large"});
      left_ = *size;
      announced_ += left_;
      expecting_ = left_ > 0 ? Expecting::data : Expecting::trailer;
      return false;
    }
    case Expecting::trailer: {
      if (line.empty()) return true;
      if (++trailer_lines_ > limits_.fields)
        return std::unexpected(Refusal{Status::header_fields_too_large, "there are too many trailers"});
      const auto fields = parse_fields(line);
      if (!fields) return std::unexpected(fields.error());
      if (std::ranges::any_of(*fields, belongs_in_head)) return bad("a trailer says what only a head may say");
      return false;
    }
  }
  std::unreachable();
}

}  // namespace kotori::inline v0::http
