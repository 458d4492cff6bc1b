#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace protocol_docs {

/// JSON laid out for people: what fits on a line of `width` stands on one, the rest is indented by two spaces a level.
/// `json` has no white space between its tokens, as json::write makes it.
std::string laid_out(std::string_view json, std::size_t width);

}  // namespace protocol_docs
