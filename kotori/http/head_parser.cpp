#include "kotori/http/head_parser.hpp"

#include <utility>

namespace kotori::inline v0::http {

Parsed<RequestHead> HeadParser::feed(std::string_view& bytes) {
  const auto end = scanner_.scan(bytes);
  if (!end) return std::unexpected(end.error());
  if (!*end) {
    begun_.append(std::exchange(bytes, {}));
    return std::nullopt;
  }
  auto text = bytes.substr(0, **end);
  bytes.remove_prefix(**end);
  auto begun = std::exchange(begun_, {});
  if (!begun.empty()) text = begun.append(text);
  auto head = parse_request_head(text);
  if (!head) return std::unexpected(std::move(head.error()));
  return std::move(*head);
}

}  // namespace kotori::inline v0::http
