#pragma once
#include <cstddef>

namespace kotori::inline v0::http {

/// What a request may cost, in bytes and fields. Beyond: 414, 431, 431, 413.
struct Limits {
  std::size_t request_line = 8 * 1024;
  std::size_t head = 16 * 1024;  ///< request line, fields and their line ends
  std::size_t fields = 64;
  std::size_t body = 1024 * 1024;
};

}  // namespace kotori::inline v0::http
