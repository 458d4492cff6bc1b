#include "chat/protocol/plain_text.hpp"
#include "fuzz/input.hpp"

#include <array>
#include <string>
#include <variant>

/// Any text as what someone says in the plain chat: a command is one of those there are, and nothing is lost of what is
/// no command; and however it breaks its lines, nobody can read one as another's or as the server's.
namespace {

using namespace chat::protocol;
using fuzz::expect;

/// What any reader may see as the end of a line.
constexpr std::array<std::string_view, 7> line_ends{"\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029"};

void expect_one_speaker(std::string_view shown, std::string_view speaker) {
  expect(shown.starts_with(speaker));
  for (std::size_t at = 0; at < shown.size(); ++at) {
    for (const auto end : line_ends)
      if (shown.substr(at).starts_with(end)) expect(end == "\n" && shown.substr(at + 1).starts_with("    "));
  }
}

/// The text without line ends and blanks, which are all that showing may change.
std::string letters(std::string_view text) {
  std::string left;
  while (!text.empty()) {
    std::size_t skipped = text.front() == ' ' ? 1 : 0;
    for (const auto end : line_ends)
      if (text.starts_with(end)) skipped = end.size();
    if (skipped == 0) left += text.front();
    text.remove_prefix(std::max<std::size_t>(skipped, 1));
  }
  return left;
}

void expect_shown(const std::string& text) {
  const Said said{.room = {"lobby"}, .seq = {1}, .at = 0, .user = {{"u"}, "ann"}, .text = text};
  const auto shown = plain::in_plain_text(Event{said}).value();
  expect_one_speaker(shown, "ann said: ");
  expect(letters(shown) == letters("ann said: " + text));
  expect(!plain::in_plain_text(Event{Here{{"lobby"}, {{"u"}, text}}}));

  const HistoryPage page{.id = {}, .room = {"lobby"}, .facts = {said, Renamed{}, said}, .more = false};
  expect(plain::in_plain_text(Answer{page}) == shown + "\n" + shown);
  expect_one_speaker(plain::in_plain_text(Answer{HistoryPage{}}).value(), "[server] ");
  expect_one_speaker(plain::in_plain_text(Answer{refused({}, {RefusalCode::malformed, text})}).value(), "[server] ");
  expect_one_speaker(plain::who_is_here({{{"u"}, "ann"}, {{"v"}, text}}), "[server] here now: ann, ");
  const auto ok = plain::in_plain_text(Answer{Ok{.id = text, .seq = {}, .at = {}}});
  expect(ok.has_value() == !text.empty());
  if (ok) expect_one_speaker(*ok, "[server] ");
  expect(!plain::in_plain_text(Answer{Welcome{}}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::Input(data, size).rest());
  const auto command = plain::read_command(text);
  const auto* said = std::get_if<plain::SayText>(&command);
  expect((said != nullptr) == !text.starts_with('/'));
  if (said) expect(said->text == text);
  if (const auto* unknown = std::get_if<plain::Unknown>(&command)) expect(text.starts_with(unknown->word));
  if (std::holds_alternative<plain::Help>(command)) expect(text.starts_with("/help"));
  if (std::holds_alternative<plain::Who>(command)) expect(text.starts_with("/who"));
  if (std::holds_alternative<plain::ShowHistory>(command)) expect(text.starts_with("/history"));
  if (const auto* name = std::get_if<plain::NewName>(&command)) {
    expect(text.starts_with("/name") || text.starts_with("/user"));
    const auto again = plain::read_command("/name\t" + name->name + " \n");
    expect(std::get<plain::NewName>(again).name == name->name && text.contains(name->name));
  }
  expect_shown(text);
  return 0;
}
