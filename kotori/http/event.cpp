#include "kotori/http/event.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0::http {
namespace {

constexpr std::string_view bom = "\xEF\xBB\xBF";
constexpr std::string_view line_ends = "\r\n";

void append_field(std::string& to, std::string_view name, std::string_view value) {
  to.append(name).append(": ").append(value).append("\n");
}

void check(std::string_view what, std::string_view value) {
  if (value.find_first_of(line_ends) != value.npos)
    throw std::invalid_argument(fmt::format("the {} of an event is one line", what));
}

/// Takes the first line off, and its end.
std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find_first_of(line_ends), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + (text.substr(end).starts_with("\r\n") ? 2 : 1)));
  return line;
}

}  // namespace

std::string to_text(const Event& event) {
  check("type", event.event);
  check("id", event.id);
  if (event.id.contains('\0')) throw std::invalid_argument("the id of an event has no NUL");
  std::string text;
  if (!event.id.empty()) append_field(text, "id", event.id);
  if (!event.event.empty()) append_field(text, "event", event.event);
  if (event.retry)
    append_field(text, "retry",
                 std::to_string(std::max<std::int64_t>(
                     0, std::chrono::duration_cast<std::chrono::milliseconds>(*event.retry).count())));
  std::string_view data = event.data;
  const bool ends_in_line_end = !data.empty() && line_ends.contains(data.back());
  while (!data.empty()) append_field(text, "data", take_line(data));
  if (ends_in_line_end) append_field(text, "data", "");
  return text + "\n";
}

Result<void> EventParser::feed(std::string_view bytes, std::vector<Event>& into) {
  for (; !begun_ && !bytes.empty(); bytes.remove_prefix(1)) {
    if (bytes.front() != bom[bom_seen_]) {
      line_ += bom.substr(0, bom_seen_);
      begun_ = true;
      break;
    }
    begun_ = ++bom_seen_ == bom.size();
  }
  while (!bytes.empty()) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const auto end = bytes.find_first_of(line_ends);
    const auto part = bytes.substr(0, end);
    if (line_.size() + event_.data.size() + event_.event.size() + part.size() > most_bytes_)
      return std::unexpected(Error{ErrorCode::too_large, "an event is too large", {}});
    line_ += part;
    bytes.remove_prefix(part.size());
    if (bytes.empty()) break;
    after_cr_ = bytes.front() == '\r';
    bytes.remove_prefix(1);
    end_line(into);
  }
  return {};
}

void EventParser::end_line(std::vector<Event>& into) {
  const auto line = std::exchange(line_, {});
  if (!line.empty()) {
    const auto colon = std::min(line.find(':'), line.size());
    auto value = std::string_view{line}.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (colon > 0) take_field(std::string_view{line}.substr(0, colon), value);
    return;
  }
  last_id_ = id_;
  auto event = std::exchange(event_, {});
  if (event.data.empty()) return;
  event.data.pop_back();  // each line of it has brought its own end
  event.id = id_;
  if (event.event.empty()) event.event = "message";
  into.push_back(std::move(event));
}

void EventParser::take_field(std::string_view name, std::string_view value) {
  if (name == "data") {
    event_.data.append(value).append("\n");
  } else if (name == "event") {
    event_.event = value;
  } else if (name == "id" && !value.contains('\0')) {
    id_ = value;
  } else if (name == "retry" && !value.empty() && std::ranges::all_of(value, is_digit)) {
    std::uint32_t milliseconds = 0;
    if (std::from_chars(value.data(), value.data() + value.size(), milliseconds).ec == std::errc{})
      retry_ = event_.retry = std::chrono::milliseconds{milliseconds};
  }
}

}  // namespace kotori::inline v0::http
