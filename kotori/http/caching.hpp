#pragma once
#include "kotori/http/headers.hpp"

namespace kotori::inline v0::http {

/// For an answer to somebody who is known: if its Cache-Control lets caches keep it, then only the client's own (RFC
/// 9111 §5.2.2.7). `public` and `s-maxage` go, `private` comes, all else stays. One without Cache-Control stays so.
void keep_from_shared_caches(Headers& headers);

}  // namespace kotori::inline v0::http
