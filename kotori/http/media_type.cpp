#include "kotori/http/media_type.hpp"

#include "kotori/http/text.hpp"

#include <utility>

namespace kotori::inline v0::http {

std::string_view media_type(std::string_view file_name) {
  static constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"html", "text/html; charset=utf-8"},
      {"css", "text/css; charset=utf-8"},
      {"js", "text/javascript; charset=utf-8"},
      {"mjs", "text/javascript; charset=utf-8"},
      {"json", "application/json"},
      {"map", "application/json"},
      {"webmanifest", "application/manifest+json"},
      {"txt", "text/plain; charset=utf-8"},
      {"md", "text/markdown; charset=utf-8"},
      {"csv", "text/csv; charset=utf-8"},
      {"xml", "application/xml"},
      {"svg", "image/svg+xml"},
      {"png", "image/png"},
      {"jpg", "image/jpeg"},
      {"jpeg", "image/jpeg"},
      {"gif", "image/gif"},
      {"webp", "image/webp"},
      {"avif", "image/avif"},
      {"ico", "image/x-icon"},
      {"ttf", "font/ttf"},
      {"otf", "font/otf"},
      {"woff", "font/woff"},
      {"woff2", "font/woff2"},
      {"wasm", "application/wasm"},
      {"pdf", "application/pdf"},
      {"zip", "application/zip"},
      {"gz", "application/gzip"},
      {"mp3", "audio/mpeg"},
      {"m4a", "audio/mp4"},
      {"wav", "audio/wav"},
      {"flac", "audio/flac"},
      {"ogg", "audio/ogg"},
      {"mp4", "video/mp4"},
      {"webm", "video/webm"},
  };
  const auto name = file_name.substr(file_name.rfind('/') + 1);
  const auto dot = name.rfind('.');
  if (dot != std::string_view::npos)
    for (const auto& [extension, type] : known)
      if (equal_ignoring_case(name.substr(dot + 1), extension)) return type;
  return "application/octet-stream";
}

}  // namespace kotori::inline v0::http
