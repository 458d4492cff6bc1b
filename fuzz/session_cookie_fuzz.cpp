#include "fuzz/input.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/http/text.hpp"
#include "kotori/sessions/dated.hpp"
#include "kotori/sessions/memory_store.hpp"
#include "kotori/sessions/sessions.hpp"
#include "kotori/sessions/signing.hpp"

#include <stdexcept>
#include <string>
#include <vector>

/// Any text as a session's cookie, header or id, and as what is signed or encrypted in one: what we have made opens as
/// it was and nothing else does, not with one byte changed, cut, grown, or under another name or key; and whatever a
/// request brings, there is a visitor, and the client is told when it was worth nothing. The first byte chooses what is
/// changed.
namespace {

using namespace kotori;
using namespace kotori::sessions;
using fuzz::expect;

constexpr UnixMillis now = 1'795'402'800'000;

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
  Task<Response> answer(Request& request) override {
    name = (co_await request.session<Guest>())->name;
    co_return Response::empty();
  }
  std::string name;
};

Options<Guest> options() {
  return {.cookie = "visitor", .start = [] { return Guest{}; }, .key = key_of(1), .clock = [] { return now; }};
}

/// A way in which sessions travel, and who is recognised on it.
struct Way {
  Recognising<Guest> feature;
  const char* field;
};
std::vector<Way> ways() {
  static MemoryStore store{{.clock = [] { return now; }}};
  auto encrypted = options(), header = options(), stored = options();
  encrypted.secret = Secret::encrypted;
  header.header = "X-Visitor";
  stored.store = store;
  return {{Sessions{options()}.feature(), "Cookie"},
          {Sessions{encrypted}.feature(), "Cookie"},
          {Sessions{header}.feature(), "X-Visitor"},
          {Sessions{stored}.feature(), "Cookie"}};
}

void expect_recognised(const Way& way, const std::string& brought, std::string_view session) {
  Request request;
  request.headers.add(way.field, brought);
  Handler handler;
  const auto response = Simulation{}.run(way.feature(request, Next{{}, handler}));
  std::string id;
  Record record;
  const bool dated = read_dated(session, id, record) && record.begun <= now && record.used <= now &&
                     record.begun + std::chrono::milliseconds{std::chrono::days{365}}.count() > now;
  const auto read = json::read<Guest>(record.value);
  const bool known = dated && read;
  expect(handler.name == (known ? read->name : "guest"));
  expect((response.headers.contains("Set-Cookie") || response.headers.contains("X-Visitor")) == !known);
}

using Open = std::optional<std::string> (*)(const Key&, std::string_view, std::string_view);

void change_and_open(Open open, const std::string& value, unsigned choice) {
  const auto opens = [&](const std::string& other) { return open(key_of(1), "visitor", other).has_value(); };
  for (const auto at : {choice % value.size(), value.size() - 1}) {
    auto changed = value;
    changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1 + choice % 255));
    expect(!opens(changed));
  }
  expect(!opens(value.substr(0, choice % value.size())) && !opens(value + "A") && !opens(value + "." + value));
  const auto dot = value.find('.');
  if (dot != value.npos) expect(!opens(value.substr(0, dot + 1)) && (dot == 0 || !opens(value.substr(dot))));
  expect(!open(key_of(2), "visitor", value) && !open(key_of(1), "visitors", value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto choice = input.choice();
  const auto text = input.rest();
  static const auto all = ways();

  if (const auto opened = verify(key_of(1), "visitor", text)) expect(sign(key_of(1), "visitor", *opened) == text);
  (void)verify_undated(key_of(1), "visitor", text);
  (void)decrypt(key_of(1), "visitor", text);
  if (http::is_field_value(text)) {
    for (const auto& way : all)
      if (std::string_view(way.field) == "Cookie") expect_recognised(way, "visitor=" + std::string(text), "");
    if (!text.empty()) expect_recognised(all[2], std::string(text), "");
  }

  std::string id;
  Record record;
  if (read_dated(text, id, record)) {
    std::string again_id;
    Record again;
    expect(read_dated(write_dated(id, record), again_id, again) && again == record && again_id == id);
  }

  const std::size_t encoded = (text.size() * 4 + 2) / 3 + 1 + 43;
  try {
    const auto value = sign(key_of(1), "visitor", text);
    expect(value.size() == encoded && verify(key_of(1), "visitor", value) == text);
    change_and_open(verify, value, choice * 7919U + static_cast<unsigned>(text.size()));
    expect_recognised(all[0], "a=b; visitor=" + value, text);
  } catch (const std::length_error&) {
    expect(sizeof "visitor" + encoded > longest_cookie);
  }
  try {
    const auto value = encrypt(key_of(1), "visitor", text);
    expect(decrypt(key_of(1), "visitor", value) == text);
    change_and_open(decrypt, value, choice * 7919U + static_cast<unsigned>(text.size()));
    expect_recognised(all[1], "a=b; visitor=" + value, text);
  } catch (const std::length_error&) {
    expect(sizeof "visitor" + ((text.size() + 40) * 4 + 2) / 3 > longest_cookie);
  }
  return 0;
}
