#pragma once
#include "kotori/base/result.hpp"
#include "kotori/client/request.hpp"
#include "kotori/client/url.hpp"

#include <optional>

namespace kotori::inline v0::client {

/// Where an answer sends its asker, with the request changed into what is asked there (RFC 9110 §15.4); empty when it
/// is no redirect. An error: it leads where nobody should follow.
Result<std::optional<Url>> redirected(const Url& from, const ClientResponse& answer, ClientRequest& request);

}  // namespace kotori::inline v0::client
