#include "kotori/http/etag.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>

namespace kotori::inline v0::http {
namespace {

constexpr std::string_view weak = "W/";

/// Takes the next tag off the front of a list. Commas may stand inside of one, so elements are cut at its quotes; what
/// is no tag is taken up to its comma, and equals none.
std::string_view take_etag(std::string_view& list) {
  while (!list.empty() && (list.front() == ',' || list.front() == ' ' || list.front() == '\t')) list.remove_prefix(1);
  const auto open = list.starts_with(weak) ? weak.size() : 0;
  const auto close = list.substr(open).starts_with('"') ? list.find('"', open + 1) : std::string_view::npos;
  const auto size = close == std::string_view::npos ? std::min(list.find(','), list.size()) : close + 1;
  const auto etag = trimmed(list.substr(0, size));
  list.remove_prefix(size);
  return etag;
}

template <class Equal> bool list_has(std::string_view list, Equal equals) {
  if (trimmed(list) == "*") return true;
  for (auto etag = take_etag(list); !etag.empty(); etag = take_etag(list))
    if (equals(etag)) return true;
  return false;
}

std::string_view opaque(std::string_view etag) { return etag.substr(is_weak_etag(etag) ? weak.size() : 0); }

}  // namespace

bool is_weak_etag(std::string_view etag) { return etag.starts_with(weak); }

bool list_has_etag(std::string_view list, std::string_view etag) {
  return list_has(list, [&](std::string_view one) { return opaque(one) == opaque(etag); });
}

bool list_has_strong_etag(std::string_view list, std::string_view etag) {
  return list_has(list, [&](std::string_view one) { return one == etag && !is_weak_etag(one); });
}

}  // namespace kotori::inline v0::http
