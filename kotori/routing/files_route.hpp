#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace kotori::inline v0 {

/// The Cache-Control of all files whose names begin so. See FilesRoute::caching.
struct FileCaching {
  std::string prefix;  ///< "assets/"; empty: all
  std::string cache_control;
};

/// See Routes::files. Names are as in URLs, below the route: "assets/app.js".
struct FilesRoute {
  /// The file that a path which ends in a slash means, in each directory; a directory that has one and is asked for
  /// without the slash is redirected. Empty: none.
  std::string index = "index.html";
  /// The page of an application that has routes of its own: what a browser is shown (Accept names text/html) under a
  /// path that is no file and has no dot in its last segment. Empty: 404.
  std::string fallback;
  /// Files that are not served: "*.map", "drafts/*". A * stands for any characters, slashes too.
  std::vector<std::string> exclude;
  /// The first that fits counts; where none does, browsers ask each time whether the file is still the same (no-cache).
  std::vector<FileCaching> caching = {{"assets/", "public, max-age=31536000, immutable"}};
  /// How many answers may keep a file open at once, over all connections: those of files that a worker reads and that
  /// are longer than 64 KiB. Who is one too many hears 503 with Retry-After.
  std::size_t sent_at_once = 256;
};

}  // namespace kotori::inline v0
