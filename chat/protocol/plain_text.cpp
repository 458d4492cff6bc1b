#include "chat/protocol/plain_text.hpp"

#include "kotori/base/match.hpp"

#include <algorithm>
#include <array>

namespace chat::protocol::plain {
namespace {

// A Japanese keyboard writes the last of them.
constexpr std::array<std::string_view, 5> spaces{" ", "\t", "\r", "\n", "\u3000"};

std::string_view trimmed(std::string_view text) {
  const auto starts = [&](std::string_view space) { return text.starts_with(space); };
  const auto ends = [&](std::string_view space) { return text.ends_with(space); };
  for (auto found = spaces.begin(); (found = std::ranges::find_if(spaces, starts)) != spaces.end();)
    text.remove_prefix(found->size());
  for (auto found = spaces.begin(); (found = std::ranges::find_if(spaces, ends)) != spaces.end();)
    text.remove_suffix(found->size());
  return text;
}

std::string_view first_word(std::string_view text) {
  std::size_t end = text.size();
  for (const auto space : spaces) end = std::min(end, text.find(space));
  return text.substr(0, end);
}

/// How many bytes the line break at the front takes, as any reader may see one: CR LF, CR, LF, VT, FF, NEL, LS, PS.
std::size_t line_break(std::string_view text) {
  if (text.starts_with("\r\n")) return 2;
  if (text.front() >= '\n' && text.front() <= '\r') return 1;
  if (text.starts_with("\xC2\x85")) return 2;
  return text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9") ? 3 : 0;
}

std::string indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto breaks = line_break(text);
    if (breaks > 0) {
      out += "\n    ";
    } else {
      out += text.front();
    }
    text.remove_prefix(breaks > 0 ? breaks : 1);
  }
  return out;
}

bool is_deleted(const Said& said) { return said.state && said.state->deleted; }

}  // namespace

const std::string_view help =
    "commands: /help, /who, /name NEW (or /user NEW), /history; everything else is said to everyone";

Command read_command(std::string_view text) {
  if (!text.starts_with('/')) return SayText{std::string{text}};
  const auto word = first_word(text);
  const auto rest = trimmed(text.substr(word.size()));
  if (word == "/help") return Help{};
  if (word == "/who") return Who{};
  if (word == "/history") return ShowHistory{};
  if (word == "/name" || word == "/user") return NewName{std::string{rest}};
  return Unknown{std::string{word}};
}

std::string from_server(std::string_view text) { return "[server] " + indented(text); }

std::string who_is_here(const std::vector<Person>& people) {
  std::string names;
  for (const auto& person : people) names += (names.empty() ? "" : ", ") + person.name;
  return from_server("here now: " + names);
}

std::string line(const Said& said) { return said.user.name + " said: " + indented(said.text); }

namespace {

std::string in_lines(const std::vector<Fact>& facts) {
  std::string lines;
  for (const auto& fact : facts) {
    const auto* said = std::get_if<Said>(&fact);
    if (said && !is_deleted(*said)) lines += (lines.empty() ? "" : "\n") + line(*said);
  }
  return lines.empty() ? from_server("nothing has been said yet") : lines;
}

}  // namespace

std::optional<std::string> in_plain_text(const Event& event) {
  if (const auto* said = std::get_if<Said>(&event)) return line(*said);
  return std::nullopt;
}

std::optional<std::string> in_plain_text(const Answer& answer) {
  using Text = std::optional<std::string>;
  return kotori::match(
      answer,  //
      [](const Welcome&) -> Text { return std::nullopt; },
      [](const Ok& ok) -> Text { return ok.id.empty() ? Text{} : from_server(ok.id); },
      [](const Refused& refused) -> Text { return from_server(refused.message); },
      [](const HistoryPage& page) -> Text { return in_lines(page.facts); },
      [](const RoomList&) -> Text { return std::nullopt; });
}

}  // namespace chat::protocol::plain
