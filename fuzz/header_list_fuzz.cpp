// A list holds each of its elements, in letters of any case, and the same over several fields as in one.
#include "kotori/http/headers.hpp"
#include "kotori/http/text.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kotori::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = trimmed(text);
  const bool may_stand = is_field_value(value);
  Headers headers;
  std::size_t taken = 0;
  auto rest = text;
  while (true) {
    const auto element = take_element(rest);
    if (element.empty()) break;
    taken += element.size();
    if (trimmed(element) != element || element.contains(',') || !list_holds(text, element)) std::abort();
    if (may_stand) headers.add("A", element);
  }
  if (!rest.empty() || taken > size) std::abort();
  if (!may_stand) return 0;
  Headers one;
  one.add("A", value);
  if (one.find("a") != value || one.joined("A") != std::string(value)) std::abort();
  for (const auto& field : headers)
    if (!one.list_holds("a", field.value) || !headers.list_holds("A", field.value)) std::abort();
  return 0;
}
