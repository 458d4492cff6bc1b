#include "kotori/http/security_headers.hpp"

namespace kotori::inline v0::http {

SecurityHeaders SecurityHeaders::strict() {
  SecurityHeaders headers;
  headers.always.add("X-Content-Type-Options", "nosniff");
  headers.always.add("Referrer-Policy", "same-origin");
  headers.always.add("Cross-Origin-Opener-Policy", "same-origin");
  headers.always.add("Cross-Origin-Resource-Policy", "same-origin");
  headers.pages.add("Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
                    "font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; "
                    "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'");
  return headers;
}

void SecurityHeaders::apply(Response& response) const {
  response.headers.add_missing(always);
  if (response.headers.find("Content-Type").value_or("").starts_with("text/html")) response.headers.add_missing(pages);
}

}  // namespace kotori::inline v0::http
