#include "kotori/features/trace_context.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fmt/format.h>
#include <sodium.h>

namespace kotori::inline v0 {
namespace {

constexpr std::size_t longest_state = 512;

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits &&
         std::ranges::all_of(text, [](char c) { return http::is_digit(c) || (c >= 'a' && c <= 'f'); });
}
bool is_zero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }
unsigned value_of(char digit) { return static_cast<unsigned>(http::is_digit(digit) ? digit - '0' : digit - 'a' + 10); }

/// Random bytes in hex, of which not all are zero.
template <std::size_t Bytes> std::string random_id() {
  std::array<unsigned char, Bytes> bytes;
  do randombytes_buf(bytes.data(), bytes.size());
  while (sodium_is_zero(bytes.data(), bytes.size()));
  std::string text;
  for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

/// What is longer may be dropped (§3.3.1.5), and so is what could forge a line.
std::string state_of(const Request& request) {
  auto state = request.headers.joined("tracestate").value_or("");
  return state.size() <= longest_state && http::is_field_value(state) ? state : std::string{};
}

}  // namespace

std::optional<Trace> parse_traceparent(std::string_view text) {
  constexpr std::size_t size = 2 + 1 + 32 + 1 + 16 + 1 + 2;
  if (text.size() < size || text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  const auto version = text.substr(0, 2), trace = text.substr(3, 32), parent = text.substr(36, 16),
             flags = text.substr(53, 2);
  if (!is_hex(version, 2) || !is_hex(trace, 32) || !is_hex(parent, 16) || !is_hex(flags, 2)) return std::nullopt;
  if (version == "ff" || is_zero(trace) || is_zero(parent)) return std::nullopt;
  // A later version may say more behind this (§3.2.4).
  if (text.size() > size && (version == "00" || text[size] != '-')) return std::nullopt;
  return Trace{.trace_id = std::string(trace),
               .span_id = {},
               .parent_id = std::string(parent),
               .flags = static_cast<std::uint8_t>(value_of(flags[0]) * 16 + value_of(flags[1])),
               .state = {}};
}

void Trace::add_to(http::Headers& headers) const {
  headers.set("traceparent", fmt::format("00-{}-{}-{:02x}", trace_id, span_id, flags));
  if (!state.empty()) headers.set("tracestate", state);
}

Task<Response> TraceContext::operator()(Request& request, Next next) const {
  // Two of them are a list, and so none.
  const auto given = request.headers.joined("traceparent");
  auto trace = goes_on && given ? parse_traceparent(*given) : std::nullopt;
  if (trace)
    trace->state = state_of(request);
  else
    trace = Trace{.trace_id = random_id<16>()};
  trace->span_id = random_id<8>();
  trace->flags &= 1;  // of the flags, only "sampled" is known here (§3.2.2.5)
  request.attributes.set(*std::move(trace));
  co_return co_await next(request);
}

}  // namespace kotori::inline v0
