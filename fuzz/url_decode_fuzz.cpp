// What is encoded decodes to itself; decoding never gives more than it got, and its three ways agree.
#include "kotori/http/url.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kotori::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (percent_decode(percent_encode(text)) != std::string(text)) std::abort();
  const auto decoded = percent_decode(text);
  if (decoded.has_value() != is_well_escaped(text)) std::abort();
  if (decoded && (decoded->size() > size || !decodes_to(text, *decoded))) std::abort();
  if (!decoded && decodes_to(text, text)) std::abort();
  const auto name = text.substr(0, text.find('='));
  const auto found = query_parameter(text, name);
  if (found && *found && (**found).size() > size) std::abort();
  const auto pair = percent_encode(name) + "=" + percent_encode(text);
  if (const auto again = query_parameter(pair, name); !again || *again != std::string(text)) std::abort();
  (void)is_authority(text);
  return 0;
}
