#pragma once
#include <optional>
#include <string_view>

/// What a client would rather have (RFC 9110 §12.4.2, §12.5). Weights are thousandths: 0 is "not that", 1000 is the
/// most; one that is malformed counts as 0.
namespace kotori::inline v0::http {

struct Preference {
  std::string_view name;  ///< "gzip", "text/*", "*"; without parameters
  int weight = 1000;
};

/// Takes the next element off the front of an Accept, an Accept-Encoding or an Accept-Language. Empty: the list has
/// ended.
std::optional<Preference> take_preference(std::string_view& list);

/// How much a content coding is wanted, by its name or by *. Empty: the list says nothing of it, which for "identity"
/// means that it will do, and for others that they will not.
std::optional<int> weight_of_coding(std::string_view accept_encoding, std::string_view coding);

/// How much a media type ("text/html") is wanted: by itself, by "text/*" or by "*/*", the narrowest of them counts.
/// Empty: the list says nothing of it. An empty list says nothing of anything.
std::optional<int> weight_of_media_type(std::string_view accept, std::string_view type);

}  // namespace kotori::inline v0::http
