#include "fuzz/input.hpp"
#include "kotori/http/cookie.hpp"
#include "kotori/http/text.hpp"

#include <optional>
#include <stdexcept>
#include <string>

/// A cookie that set_cookie() agrees to write says nothing but what it was told to, and is found again, unchanged,
/// among whatever else a header holds; finding is what a second, simple reading does. The first byte chooses the
/// attributes.
namespace {

using namespace kotori::http;
using fuzz::expect;

std::optional<std::string_view> find_simply(std::string_view header, std::string_view name) {
  for (std::size_t from = 0; from <= header.size();) {
    const auto end = std::min(header.find(';', from), header.size());
    const auto pair = header.substr(from, end - from);
    const auto equals = pair.find('=');
    if (equals != pair.npos && trimmed(pair.substr(0, equals)) == name) return trimmed(pair.substr(equals + 1));
    from = end + 1;
  }
  return std::nullopt;
}

/// The parts of a Set-Cookie header, as a browser takes them apart: name=value, and attributes.
void expect_says(std::string_view header, const Cookie& cookie) {
  fuzz::Input parts(reinterpret_cast<const std::uint8_t*>(header.data()), header.size());
  expect(parts.up_to(';') == cookie.name + "=" + cookie.value);
  std::size_t count = 0;
  bool http_only = false, secure = false, same_site = false, max_age = false;
  while (!parts.rest().empty()) {
    const auto part = trimmed(parts.up_to(';'));
    if (count++ == 0) expect(part == "Path=" + cookie.path);
    http_only = http_only || part == "HttpOnly";
    secure = secure || part == "Secure";
    max_age = max_age || part.starts_with("Max-Age=");
    same_site = same_site || part.starts_with("SameSite=");
  }
  expect(http_only == cookie.http_only && secure == cookie.secure && max_age == cookie.max_age.has_value() &&
         same_site);
  expect(count == 2U + http_only + secure + max_age);
  expect(header.find_first_of("\r\n\0", 0, 3) == std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto chosen = input.choice();
  const auto text = input.rest();
  for (const std::string_view name : {"visitor", "a", ""}) expect(find_cookie(text, name) == find_simply(text, name));

  Cookie cookie{.name = std::string(input.up_to('=')), .value = std::string(input.up_to('\n'))};
  if ((chosen & 1) != 0) cookie.path = input.rest();
  if ((chosen & 2) != 0) cookie.max_age = std::chrono::seconds{chosen};
  cookie.http_only = (chosen & 4) == 0;
  cookie.secure = (chosen & 8) != 0;
  cookie.same_site = static_cast<SameSite>((chosen >> 4) % 3);
  try {
    const auto header = set_cookie(cookie);
    expect_says(header, cookie);
    std::string name;
    for (const char c : cookie.name) name += lower(c);
    expect(cookie.secure || (cookie.same_site != SameSite::none && !name.starts_with("__secure-")));
    expect((cookie.secure && cookie.path == "/") || !name.starts_with("__host-"));
    const auto pair = cookie.name + "=" + cookie.value;
    expect(find_cookie(header, cookie.name) == cookie.value);
    expect(find_cookie("other-" + pair + "; " + pair + ";" + std::string(text), cookie.name) == cookie.value);
  } catch (const std::invalid_argument&) {
    const auto plain = [](std::string_view word) { return is_token(word) && is_letter(word.front()); };
    expect(!plain(cookie.name) || !(cookie.value.empty() || plain(cookie.value)) || cookie.path != "/" ||
           cookie.same_site == SameSite::none || cookie.name.starts_with("__"));
  }
  return 0;
}
