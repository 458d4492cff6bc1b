#include "kotori/http/framing_field.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <string>

namespace kotori::inline v0::http {
namespace {

char as_cgi_reads_it(char c) { return c == '_' ? '-' : lower(c); }

}  // namespace

std::optional<Refusal> check_framing_field(std::string_view name, std::string_view behind_colon) {
  for (const std::string_view framing : {"Content-Length", "Transfer-Encoding"}) {
    if (!std::ranges::equal(name, framing, {}, as_cgi_reads_it, lower)) continue;
    if (!equal_ignoring_case(name, framing))
      return Refusal{Status::bad_request, std::string(framing) + " is not written with _"};
    if (behind_colon.starts_with(' ')) behind_colon.remove_prefix(1);
    if (trimmed(behind_colon).size() != behind_colon.size())
      return Refusal{Status::bad_request, "white space stands around the value of " + std::string(framing)};
  }
  return std::nullopt;
}

}  // namespace kotori::inline v0::http
