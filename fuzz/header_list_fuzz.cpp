#include "fuzz/input.hpp"
#include "kotori/http/headers.hpp"
#include "kotori/http/text.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// A list holds each of its elements, in letters of any case, and the same over several fields as in one. And headers
/// that are changed line by line ("Name: value" adds, "=Name: value" sets, "-Name" removes) hold what a plain list of
/// pairs holds that is changed in the same way.
namespace {

using namespace kotori::http;
using fuzz::expect;

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = is_letter(c) ? static_cast<char>(c & ~0x20) : c;
  return out;
}

void remove(Pairs& pairs, std::string_view name) {
  std::erase_if(pairs, [&](const auto& pair) { return upper(pair.first) == upper(name); });
}

/// RFC 9110 §5.6.2 and §5.5, once more.
bool may_stand(std::string_view name, std::string_view value) {
  const auto is_separator = [](char c) {
    return c <= ' ' || c >= 0x7f || std::string_view("\"(),/:;<=>?@[\\]{}").contains(c);
  };
  const auto is_bad = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; };
  const std::string_view blanks = " \t";
  return !name.empty() && std::ranges::none_of(name, is_separator) && std::ranges::none_of(value, is_bad) &&
         (value.empty() || (!blanks.contains(value.front()) && !blanks.contains(value.back())));
}

template <class Change> void expect_changed(bool permitted, Change change) {
  try {
    change();
    expect(permitted);
  } catch (const std::invalid_argument&) {
    expect(!permitted);
  }
}

void expect_same(const Headers& headers, const Pairs& pairs) {
  Pairs read;
  for (const auto& field : headers) read.emplace_back(field.name, field.value);
  expect(read == pairs && headers.empty() == pairs.empty());
  Headers again;
  again.add_all(headers);
  expect(again == headers && !headers.contains("never") && !headers.joined("Never"));
  expect(!headers.list_holds("never", "a"));
  for (const auto& [name, value] : pairs) {
    std::string all;
    for (const auto& [other, text] : pairs)
      if (upper(other) == upper(name)) all += ", " + text;
    const auto same_name = [&](const auto& pair) { return upper(pair.first) == upper(name); };
    expect(headers.find(upper(name)) == std::ranges::find_if(pairs, same_name)->second);
    expect(headers.contains(name) && headers.joined(upper(name)) == all.substr(2));
    for (std::string_view list = value; !list.empty();)
      if (const auto element = take_element(list); !element.empty()) expect(headers.list_holds(name, upper(element)));
  }
}

void change_line_by_line(fuzz::Input lines) {
  Headers headers;
  Pairs pairs;
  while (!lines.rest().empty()) {
    auto text = lines.up_to('\n');
    const char kind = text.empty() ? ' ' : text.front();
    if (kind == '=' || kind == '-') text.remove_prefix(1);
    const auto colon = text.find(": ");
    const auto name = text.substr(0, colon), value = colon == text.npos ? "" : text.substr(colon + 2);
    if (kind == '-') {
      headers.remove(name);
      remove(pairs, name);
      continue;
    }
    expect_changed(may_stand(name, value), [&] { kind == '=' ? headers.set(name, value) : headers.add(name, value); });
    if (!may_stand(name, value)) continue;
    if (kind == '=') remove(pairs, name);
    pairs.emplace_back(name, value);
    expect(headers.find(name).has_value());
  }
  expect_same(headers, pairs);
}

void take_elements(std::string_view text) {
  std::string rejoined;
  std::size_t taken = 0;
  auto rest = text;
  for (auto element = take_element(rest); !element.empty(); element = take_element(rest)) {
    taken += element.size();
    expect(trimmed(element) == element && !element.contains(','));
    expect(list_holds(text, upper(element)) && !list_holds("x" + std::string(element), element));
    rejoined.append(element).append(",");
  }
  expect(rest.empty() && taken <= text.size());
  // Nothing but commas and blanks was dropped.
  const auto dropped = [](std::string_view from) {
    std::string left(from);
    std::erase_if(left, [](char c) { return c == ',' || c == ' ' || c == '\t'; });
    return left;
  };
  expect(dropped(rejoined) == dropped(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Input input(data, size);
  take_elements(input.rest());
  change_line_by_line(input);
  return 0;
}
