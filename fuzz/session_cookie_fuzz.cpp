#include "fuzz/input.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/http/text.hpp"
#include "kotori/sessions/sessions.hpp"

#include <stdexcept>
#include <string>

/// Any text as a session's cookie, and as a session: what we have signed opens as it was and nothing else does, not
/// with one byte changed, cut, grown, or under another name or key; and whatever the cookies of a request hold, there
/// is a visitor. The first byte chooses what is changed.
namespace {

using namespace kotori;
using namespace kotori::sessions;
using fuzz::expect;

struct Guest {
  std::string name = "guest";
  static constexpr auto json = json::shape(json::field("name", &Guest::name, json::at_most(64)));
};

Key key_of(unsigned char byte) {
  Key key{};
  key.bytes.fill(byte);
  return key;
}

struct Handler final : http::Innermost {
  Task<Response> answer(Request&) override { co_return Response::empty(); }
};

void expect_recognised(const std::string& cookies, std::string_view session) {
  static const auto recognised = recognise<Guest>({.cookie = "visitor", .key = key_of(1)});
  Request request;
  request.headers.add("Cookie", cookies);
  Handler handler;
  const auto response = Simulation{}.run(recognised(request, Next{{}, handler}));
  const auto read = json::read<Guest>(session);
  expect(request.session<Guest>().name == (read ? read->name : "guest"));
  expect(response.headers.contains("Set-Cookie") == !read);
}

void change_and_open(const std::string& value, unsigned choice) {
  const auto opens = [&](const std::string& other) { return verify(key_of(1), "visitor", other).has_value(); };
  for (const auto at : {choice % value.size(), value.size() - 1}) {
    auto changed = value;
    changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1 + choice % 255));
    expect(!opens(changed));
  }
  expect(!opens(value.substr(0, choice % value.size())) && !opens(value + "A") && !opens(value + "." + value));
  const auto dot = value.find('.');
  expect(!opens(value.substr(0, dot + 1)) && (dot == 0 || !opens(value.substr(dot))));
  expect(!verify(key_of(2), "visitor", value) && !verify(key_of(1), "visitors", value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto choice = input.choice();
  const auto text = input.rest();

  if (const auto opened = verify(key_of(1), "visitor", text)) expect(sign(key_of(1), "visitor", *opened) == text);
  if (http::is_field_value(text)) expect_recognised("visitor=" + std::string(text), "");

  const std::size_t encoded = (text.size() * 4 + 2) / 3 + 1 + 43;
  try {
    const auto value = sign(key_of(1), "visitor", text);
    expect(value.size() == encoded && verify(key_of(1), "visitor", value) == text);
    change_and_open(value, choice * 7919U + static_cast<unsigned>(text.size()));
    expect_recognised("a=b; visitor=" + value, text);
  } catch (const std::length_error&) {
    expect(sizeof "visitor" + encoded > longest_cookie);
  }
  return 0;
}
