#include "kotori/http/caching.hpp"

#include "kotori/http/text.hpp"

#include <string>

namespace kotori::inline v0::http {

void keep_from_shared_caches(Headers& headers) {
  const auto said = headers.joined("Cache-Control");
  if (!said || list_holds(*said, "no-store")) return;
  std::string kept = "private";
  std::string_view rest = *said;
  for (auto element = take_element(rest); !element.empty(); element = take_element(rest)) {
    const auto name = trimmed(element.substr(0, element.find('=')));
    const bool is_for_shared = equal_ignoring_case(name, "public") || equal_ignoring_case(name, "s-maxage");
    if (!is_for_shared && !equal_ignoring_case(element, "private")) kept.append(", ").append(element);
  }
  headers.set("Cache-Control", kept);
}

}  // namespace kotori::inline v0::http
