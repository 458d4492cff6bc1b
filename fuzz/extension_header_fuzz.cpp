#include "fuzz/input.hpp"
#include "kotori/http/text.hpp"
#include "kotori/websocket/deflate_terms.hpp"
#include "kotori/websocket/extension_offer.hpp"

#include <algorithm>
#include <string>

/// Any text as Sec-WebSocket-Extensions, of a client or of a server: what is read is written and read again; what we
/// answer is within what was offered, is understood as it was meant, and a client of ours would take it.
namespace {

using namespace kotori;
using namespace kotori::websocket;
using fuzz::expect;

constexpr Compression compressions[] = {Compression::none, Compression::shared, Compression::with_context};

std::string written(const Extension& extension, bool quoted) {
  std::string text = extension.name;
  for (const auto& [name, value] : extension.parameters) {
    text += ";" + name;
    if (value) text += quoted ? "=\"\\" + *value + "\"" : " = " + *value;
  }
  return text;
}

/// No sign can stand within a word, not even a quoted one.
void expect_signs(std::string_view header, const std::vector<Extension>& extensions) {
  std::size_t parameters = 0, values = 0;
  for (const auto& extension : extensions)
    for (const auto& parameter : extension.parameters) {
      ++parameters;
      values += parameter.value.has_value() ? 1 : 0;
    }
  const auto count = [&](char sign) { return static_cast<std::size_t>(std::ranges::count(header, sign)); };
  expect(count(';') == parameters && count('=') == values && count(',') + 1 >= extensions.size());
}

void expect_read_again(const std::vector<Extension>& extensions) {
  for (const bool quoted : {false, true}) {
    std::string text;
    for (const auto& extension : extensions) {
      expect(http::is_token(extension.name));
      for (const auto& parameter : extension.parameters)
        expect(http::is_token(parameter.name) && (!parameter.value || http::is_token(*parameter.value)));
      text += written(extension, quoted) + ",\t";
    }
    const auto again = parse_extensions(text);
    expect(again && *again == extensions);
  }
}

bool holds(const Extension& extension, std::string_view name) {
  return std::ranges::any_of(extension.parameters, [&](const auto& parameter) { return parameter.name == name; });
}

/// RFC 7692 §7.1: whether a server may answer this to that offer.
bool may_answer(const DeflateTerms& terms, const Extension& offer) {
  const auto bits_of = [&](std::string_view name) {
    for (const auto& parameter : offer.parameters)
      if (parameter.name == name && parameter.value) return std::stoi(*parameter.value);
    return 15;
  };
  if (offer.name != "permessage-deflate") return false;
  for (const auto& parameter : offer.parameters)
    if (std::ranges::count(offer.parameters, parameter.name, &Extension::Parameter::name) != 1) return false;
  if (holds(offer, "server_no_context_takeover") && !terms.server_no_context_takeover) return false;
  if (holds(offer, "server_max_window_bits") && !terms.server_max_window_bits) return false;
  if (terms.server_max_window_bits.value_or(15) > bits_of("server_max_window_bits")) return false;
  return !terms.client_max_window_bits || holds(offer, "client_max_window_bits");
}

bool is_number(const Extension::Parameter& parameter) {
  return !parameter.value ||
         (parameter.value->size() <= 2 && parameter.value->find_first_not_of("0123456789") == std::string::npos);
}

void accept(Compression compression, std::string_view header, const std::vector<Extension>& extensions) {
  const auto terms = accept_deflate(compression, header);
  expect(terms.has_value() && (!*terms || compression != Compression::none));
  if (!*terms) return;
  expect((*terms)->server_no_context_takeover);
  expect((*terms)->client_no_context_takeover || compression == Compression::with_context);
  expect(std::ranges::any_of(extensions, [&](const Extension& offer) {
    return std::ranges::all_of(offer.parameters, is_number) && may_answer(**terms, offer);
  }));
  const auto text = to_text(**terms);
  for (const auto offered : {Compression::shared, Compression::with_context})
    expect(check_deflate_answer(offered, text) == terms);
  expect(accept_deflate(compression, text) == terms);
  for (const Role role : {Role::server, Role::client}) {
    const auto side = (*terms)->side(role);
    expect(side.window_bits >= 8 && side.window_bits <= 15);
  }
}

void check_answer(Compression offered, std::string_view header, const std::vector<Extension>& extensions) {
  const auto terms = check_deflate_answer(offered, header);
  if (!terms) return;
  expect(terms->has_value() && offered != Compression::none && extensions.size() == 1);
  expect(offered == Compression::with_context || (*terms)->server_no_context_takeover);
  expect(check_deflate_answer(offered, to_text(**terms)) == terms);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto rest = fuzz::Input(data, size).rest();
  for (const auto& header : {std::string(rest), "permessage-deflate;" + std::string(rest)}) {
    const auto extensions = parse_extensions(header);
    if (extensions) {
      expect_signs(header, *extensions);
      expect_read_again(*extensions);
    }
    for (const auto compression : compressions) {
      expect(accept_deflate(compression, header).has_value() == extensions.has_value());
      if (!extensions) {
        expect(!check_deflate_answer(compression, header));
        continue;
      }
      accept(compression, header, *extensions);
      check_answer(compression, header, *extensions);
    }
  }
  for (const auto compression : compressions) expect(check_deflate_answer(compression, {}) == std::nullopt);
  for (const auto compression : {Compression::shared, Compression::with_context}) {
    const auto terms = accept_deflate(compression, deflate_offer(compression) + ", " + std::string(rest));
    expect(!terms || terms->has_value());
  }
  return 0;
}
