#include "kotori/http/request.hpp"

#include "kotori/http/cookie.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"
#include "kotori/json/utf8.hpp"

namespace kotori::inline v0::http {
namespace {

bool is_json(std::string_view content_type) {
  const auto type = trimmed(content_type.substr(0, content_type.find(';')));
  const auto ends = [&](std::string_view with) {
    return type.size() > with.size() && equal_ignoring_case(type.substr(type.size() - with.size()), with);
  };
  return equal_ignoring_case(type, "application/json") || ends("+json");
}

std::string utf8(std::string_view kind, std::string_view name, std::string text) {
  if (!json::is_utf8(text)) refuse_parameter(kind, name, "must be UTF-8");
  return text;
}

Refused refused_at(std::string path, Status status, const std::string& sentence) {
  Refused refused(status, sentence);
  refused.path = std::move(path);
  return refused;
}

}  // namespace

std::string_view Request::raw_path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view Request::query() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
}

std::string Request::path() const { return percent_decode(raw_path()).value_or(std::string(raw_path())); }

std::string Request::path(std::string_view name) const {
  // Routing has looked at every escape.
  return utf8("path", name, percent_decode(path_parameters.raw(target, name).value_or("")).value());
}

std::optional<std::string> Request::query(std::string_view name) const {
  auto found = query_parameter(query(), name);
  if (!found) throw Refused(Status::bad_request, "In the query: " + found.error().message + ".");
  if (!*found) return std::nullopt;
  return utf8("query", name, **std::move(found));
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  for (const auto& field : headers) {
    if (!equal_ignoring_case(field.name, "Cookie")) continue;
    if (auto value = find_cookie(field.value, name)) return value;
  }
  return std::nullopt;
}

void refuse_parameter(std::string_view kind, std::string_view name, std::string_view must_be) {
  throw refused_at(std::string(name), Status::bad_request,
                   "In the " + std::string(kind) + ", " + std::string(name) + " " + std::string(must_be) + ".");
}

void refuse_body(const Error& error) {
  const auto status = error.code == ErrorCode::malformed ? Status::bad_request : Status::unprocessable_content;
  throw refused_at(error.path, status, "In the body: " + error.message + ".");
}

void require_json(const Headers& headers) {
  if (is_json(headers.find("Content-Type").value_or(""))) return;
  throw Refused(Status::unsupported_media_type, "The body must be JSON, and say so: Content-Type: application/json.");
}

}  // namespace kotori::inline v0::http
