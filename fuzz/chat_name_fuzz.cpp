#include "chat/model/name.hpp"
#include "chat/model/text.hpp"
#include "chat/model/unicode.hpp"
#include "fuzz/input.hpp"
#include "kotori/websocket/utf8.hpp"

#include <string>

/// Any text as a name and as something said: a name that is taken keeps the rules, is taken again as it is shown, and
/// then is the same name; and what is UTF-8 to the chat is what is UTF-8 to the protocol.
namespace {

using namespace chat;
using fuzz::expect;

void expect_rules(const Name& name) {
  expect(!name.shown.empty() && !name.key.empty());
  expect(!name.shown.starts_with(' ') && !name.shown.ends_with(' ') && !name.shown.contains("  "));
  expect(name.shown.find_first_of(":\t\n\v\f\r\0", 0, 7) == std::string::npos);
  for (const auto* word : {"\u0085", "\u2028", "\u2029", "\u202E", "\u200B", "\u00A0", "\uFF1A", "\u2800", "\u3164"})
    expect(!name.shown.contains(word));
  expect(unicode::nfc(name.shown) == name.shown);
  const auto points = unicode::code_points(name.shown);
  expect(points && unicode::count_characters(*points) <= longest_name_characters);
  for (const auto* word : {"admin", "server", "kotori", "system", "user7"}) expect(name.key != word);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const bool utf8 = kotori::websocket::is_utf8(text);
  expect(unicode::code_points(text).has_value() == utf8);
  const auto name = make_name(text, 3);
  if (name) {
    expect(utf8 && size <= longest_name_bytes && text.find_first_of("\t\n\v\f\r") == text.npos);
    expect_rules(*name);
    const auto again = make_name(name->shown, 3);
    expect(again ? *again == *name : name->shown.size() > longest_name_bytes);
    expect(name->key != "user3" || *name == newcomer_name(3));
  } else {
    expect(!name.error().message.empty());
  }

  const auto fault = fault_of_text(text);
  expect(fault != TextFault::not_text || !utf8 || text.contains('\0'));
  expect((fault == TextFault::too_long) == (size > longest_text_bytes));
  if (!fault) expect(utf8 && !text.contains('\0') && text.find_first_not_of(" \t\r\n") != text.npos);
  return 0;
}
