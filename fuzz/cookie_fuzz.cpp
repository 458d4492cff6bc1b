// A cookie that set_cookie() agrees to write is found again, unchanged, among whatever else the header holds.
#include "kotori/http/cookie.hpp"

#include <cstdint>
#include <cstdlib>
#include <stdexcept>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kotori::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto half = size / 2;
  const Cookie cookie{.name = std::string(text.substr(0, half)), .value = std::string(text.substr(half))};
  const auto found = find_cookie(text, "visitor");
  if (found && text.find(*found) == std::string_view::npos) std::abort();
  try {
    const auto header = set_cookie(cookie);
    if (find_cookie(header, cookie.name) != cookie.value) std::abort();
    if (header.find_first_of("\r\n") != std::string::npos) std::abort();
    const auto pair = cookie.name + "=" + cookie.value;
    if (find_cookie("other-" + pair + "; " + pair, cookie.name) != cookie.value) std::abort();
  } catch (const std::invalid_argument&) {
    // Refused: nothing to find.
  }
  return 0;
}
