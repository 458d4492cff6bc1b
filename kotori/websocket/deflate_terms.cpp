#include "kotori/websocket/deflate_terms.hpp"

#include "kotori/websocket/extension_offer.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace kotori::inline v0::websocket {
namespace {

constexpr std::string_view extension_name = "permessage-deflate";

/// The parameters of an offer or of an answer. Only an offer may name client_max_window_bits without a value
/// (§7.1.2.2).
struct Parameters {
  DeflateTerms terms;
  bool client_max_window_bits_without_value = false;
};

/// 8 to 15 in decimal, without leading zeros (§7.1.2.1).
std::optional<std::uint8_t> window_bits(std::string_view text) {
  if (text == "8") return 8;
  if (text == "9") return 9;
  if (text.size() == 2 && text[0] == '1' && text[1] >= '0' && text[1] <= '5')
    return static_cast<std::uint8_t>(10 + text[1] - '0');
  return {};
}

/// False if there is no such parameter, or not with such a value.
bool take(const Extension::Parameter& parameter, Parameters& into) {
  const auto& [name, value] = parameter;
  auto& terms = into.terms;
  if (name == "server_no_context_takeover") return terms.server_no_context_takeover = !value;
  if (name == "client_no_context_takeover") return terms.client_no_context_takeover = !value;
  if (name == "server_max_window_bits") return value && (terms.server_max_window_bits = window_bits(*value));
  if (name != "client_max_window_bits") return false;
  if (!value) return into.client_max_window_bits_without_value = true;
  return (terms.client_max_window_bits = window_bits(*value)).has_value();
}

std::optional<Parameters> read_parameters(const Extension& extension) {
  Parameters read;
  const auto& all = extension.parameters;
  for (auto parameter = all.begin(); parameter != all.end(); ++parameter) {
    const auto same_name = [&](const auto& before) { return before.name == parameter->name; };
    if (!take(*parameter, read) || std::any_of(all.begin(), parameter, same_name)) return {};
  }
  return read;
}

std::unexpected<Error> wrong_answer() {
  return std::unexpected(Error{ErrorCode::misfit, "the server chose what was not offered", "Sec-WebSocket-Extensions"});
}

}  // namespace

DeflateSide DeflateTerms::side(Role role) const {
  const bool server = role == Role::server;
  return {.window_bits = (server ? server_max_window_bits : client_max_window_bits).value_or(15),
          .keeps_context = !(server ? server_no_context_takeover : client_no_context_takeover)};
}

Result<std::optional<DeflateTerms>> accept_deflate(Compression compression, std::string_view offers) {
  const auto extensions = parse_extensions(offers);
  if (!extensions) return std::unexpected(extensions.error());
  if (compression == Compression::none) return std::nullopt;
  for (const auto& extension : *extensions) {
    const auto offer = extension.name == extension_name ? read_parameters(extension) : std::nullopt;
    if (!offer) continue;
    // Every parameter of the offer is answered as it stands, which is always one of the answers it allows. A server
    // may add the two that say "no context" unasked (§7.1.1), but a client's window only as an answer (§7.1.2.2).
    DeflateTerms terms = offer->terms;
    terms.server_no_context_takeover = true;
    if (compression == Compression::shared) terms.client_no_context_takeover = true;
    return terms;
  }
  return std::nullopt;
}

std::string to_text(const DeflateTerms& terms) {
  std::string text(extension_name);
  if (terms.server_no_context_takeover) text += "; server_no_context_takeover";
  if (terms.client_no_context_takeover) text += "; client_no_context_takeover";
  if (terms.server_max_window_bits) text += fmt::format("; server_max_window_bits={}", *terms.server_max_window_bits);
  if (terms.client_max_window_bits) text += fmt::format("; client_max_window_bits={}", *terms.client_max_window_bits);
  return text;
}

std::string deflate_offer(Compression compression) {
  if (compression == Compression::none) return {};
  const std::string offer = fmt::format("{}; client_max_window_bits", extension_name);
  return compression == Compression::shared ? offer + "; server_no_context_takeover" : offer;
}

Result<std::optional<DeflateTerms>> check_deflate_answer(Compression offered, std::optional<std::string_view> answer) {
  if (!answer) return std::nullopt;
  const auto extensions = parse_extensions(*answer);
  if (!extensions || offered == Compression::none || extensions->size() != 1 ||
      extensions->front().name != extension_name)
    return wrong_answer();
  const auto read = read_parameters(extensions->front());
  if (!read || read->client_max_window_bits_without_value) return wrong_answer();
  if (offered == Compression::shared && !read->terms.server_no_context_takeover) return wrong_answer();
  return read->terms;
}

}  // namespace kotori::inline v0::websocket
