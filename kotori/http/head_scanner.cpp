#include "kotori/http/head_scanner.hpp"

#include "kotori/http/text.hpp"

#include <utility>

namespace kotori::http {

Parsed<std::size_t> HeadScanner::scan(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (auto refusal = look_at(bytes[i])) return std::unexpected(std::move(*refusal));
    if (!complete_) continue;
    *this = HeadScanner{limits_};
    return i + 1;
  }
  return std::nullopt;
}

std::optional<Refusal> HeadScanner::look_at(char c) {
  const char before = std::exchange(previous_, c);
  if (before == '\r' && c != '\n') return Refusal{Status::bad_request, "a CR stands without LF"};
  if (before != '\r' && c == '\n') return Refusal{Status::bad_request, "a line must end in CRLF"};
  if (++length_ > limits_.head) return Refusal{Status::header_fields_too_large, "the head is too large"};
  if (c == '\r') return std::nullopt;
  if (c == '\n') return end_line();
  if (is_control(c) && c != '\t') return Refusal{Status::bad_request, "the head holds a control character"};
  if (++line_length_ > limits_.request_line && lines_ == 0)
    // No method is so long, and before it has ended there is no target to blame.
    return method_ended_ ? Refusal{Status::uri_too_long, "the request line is too long"}
                         : Refusal{Status::bad_request, "the method is too long"};
  if (c == ' ') method_ended_ = true;
  return std::nullopt;
}

std::optional<Refusal> HeadScanner::end_line() {
  if (line_length_ > 0) {
    line_length_ = 0;
    if (++lines_ > 1 + limits_.fields) return Refusal{Status::header_fields_too_large, "there are too many fields"};
  } else if (lines_ > 0) {
    complete_ = true;
  } else if (std::exchange(skipped_, true)) {
    return Refusal{Status::bad_request, "the request line is empty"};
  }
  return std::nullopt;
}

}  // namespace kotori::http
