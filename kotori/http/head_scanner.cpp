#include "kotori/http/head_scanner.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <utility>

namespace kotori::inline v0::http {
namespace {
Refusal too_large() { return {Status::header_fields_too_large, "the head is too large"}; }
}  // namespace

Parsed<std::size_t> HeadScanner::scan(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto rest = bytes.substr(at);
    const auto text = rest.substr(0, after_cr_ ? 0 : bytes_before_control(rest));
    auto refusal = text.empty() ? look_at(rest.front()) : take_text(text);
    if (refusal) return std::unexpected(std::move(*refusal));
    at += std::max<std::size_t>(text.size(), 1);
    if (!complete_) continue;
    *this = HeadScanner{limits_};
    return at;
  }
  return std::nullopt;
}

/// Refuses for the limit that is passed first; at the same byte, for that of the whole head.
std::optional<Refusal> HeadScanner::take_text(std::string_view text) {
  const auto head_left = limits_.head - length_;
  const auto line_left = lines_ == 0 ? limits_.request_line - line_length_ : head_left;
  if (text.size() > head_left && head_left <= line_left) return too_large();
  method_ended_ = method_ended_ || text.substr(0, line_left).contains(' ');
  // No method is so long, and before it has ended there is no target to blame.
  if (text.size() > line_left)
    return method_ended_ ? Refusal{Status::uri_too_long, "the request line is too long"}
                         : Refusal{Status::bad_request, "the method is too long"};
  length_ += text.size();
  line_length_ += text.size();
  return std::nullopt;
}

std::optional<Refusal> HeadScanner::look_at(char c) {
  if (after_cr_ && c != '\n') return Refusal{Status::bad_request, "a CR stands without LF"};
  if (!after_cr_ && c == '\n') return Refusal{Status::bad_request, "a line must end in CRLF"};
  if (length_ == limits_.head) return too_large();
  if (c == '\t') return take_text("\t");
  if (c != '\r' && c != '\n') return Refusal{Status::bad_request, "the head holds a control character"};
  ++length_;
  after_cr_ = c == '\r';
  return after_cr_ ? std::nullopt : end_line();
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

}  // namespace kotori::inline v0::http
