#pragma once
#include <string_view>

namespace kotori::inline v0 {

/// A file that is part of the program, as a generated table holds it.
struct EmbeddedFile {
  std::string_view path;  ///< below the route: "index.html", "assets/app-3f2a.js"
  std::string_view content_type;
  std::string_view bytes;
  std::string_view etag;         ///< what changes with the bytes, without quotes: letters, digits, - and _
  std::string_view gzip = {};    ///< the bytes compressed, for those who accept that; empty: none
  std::string_view brotli = {};  ///< likewise
};

}  // namespace kotori::inline v0
