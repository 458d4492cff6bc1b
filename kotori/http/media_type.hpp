#pragma once
#include <string_view>

namespace kotori::inline v0::http {

/// The Content-Type of a file by the end of its name: "text/html; charset=utf-8" for "web/index.html".
/// What is not known is application/octet-stream, which browsers save and never run.
std::string_view media_type(std::string_view file_name);

}  // namespace kotori::inline v0::http
