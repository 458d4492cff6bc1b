#include "chat/model/name.hpp"
#include "chat/model/text.hpp"
#include "chat/model/unicode.hpp"
#include "fuzz/input.hpp"
#include "kotori/websocket/utf8.hpp"

#include <string>
#include <string_view>

/// Any text as a name, a room's name, a topic, a reaction and something said: a name that is taken keeps the rules, is
/// taken again as it is shown, and then is the same name; and what is UTF-8 to the chat is what is UTF-8 to the
/// protocol.
namespace {

using namespace chat;
using fuzz::expect;

void expect_rules(const Name& name) {
  expect(!name.shown.empty() && !name.key.empty());
  expect(!name.shown.starts_with(' ') && !name.shown.ends_with(' ') && !name.shown.contains("  "));
  expect(name.shown.find_first_of(":\t\n\v\f\r\0", 0, 7) == std::string::npos);
  for (const auto* word : {"\u0085", "\u2028", "\u2029", "\u202E", "\u200B", "\u00A0", "\uFF1A", "\u2800", "\u3164"})
    expect(!name.shown.contains(word));
  expect(unicode::nfkc(name.shown) == name.shown);
  expect(unicode::in_hiragana(name.key) == name.key);
  const auto points = unicode::code_points(name.shown);
  expect(points && unicode::count_characters(*points) <= longest_name_characters);
}

void expect_person(std::string_view typed) {
  const auto name = make_name(typed, 3);
  if (!name) return expect(!name.error().message.empty());
  expect(typed.size() <= longest_name_bytes && typed.find_first_of("\t\n\v\f\r") == typed.npos);
  expect_rules(*name);
  for (const auto* word : {"admin", "server", "kotori", "system", "user7"}) expect(name->key != word);
  expect(make_name(name->shown, 3) == *name);
  expect(name->key != "user3" || *name == newcomer_name(3));
}

void expect_room(std::string_view typed) {
  const auto name = make_room_name(typed);
  if (!name) return expect(!name.error().message.empty());
  expect_rules(*name);
  expect(name->shown.size() <= longest_id && name->key != lobby.value);
  expect(name->shown.find_first_of("/\\") == std::string::npos && !name->shown.starts_with('#'));
  expect(make_room_name(name->shown) == *name);
}

void expect_text(std::string_view text, bool utf8) {
  const auto fault = fault_of_text(text);
  expect((fault == TextFault::too_long) == (text.size() > longest_text_bytes));
  expect(fault != TextFault::not_text || !utf8);
  if (!fault)
    expect(utf8 && !text.contains('\0') && !text.contains('\x1B') && text.find_first_not_of(" \t\r\n") != text.npos);
  if (!fault_of_topic(text)) expect(utf8 && text.size() <= longest_topic_bytes && !text.contains('\n'));
  if (is_reaction(text)) expect(utf8 && text.size() <= longest_reaction_bytes && !fault);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const bool utf8 = kotori::websocket::is_utf8(text);
  expect(unicode::code_points(text).has_value() == utf8);
  expect_person(text);
  expect_room(text);
  expect_text(text, utf8);
  return 0;
}
