#include "kotori/http/request.hpp"

#include "kotori/http/cookie.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <stdexcept>

namespace kotori::inline v0::http {

std::string_view Request::raw_path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view Request::query() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
}

std::string Request::path() const { return percent_decode(raw_path()).value_or(std::string(raw_path())); }

std::optional<std::string> Request::query_parameter(std::string_view name) const {
  return http::query_parameter(query(), name).value_or(std::nullopt);
}

const std::string& Request::path_parameter(std::string_view name) const {
  for (const auto& parameter : path_parameters)
    if (parameter.name == name) return parameter.value;
  throw std::out_of_range("this route has no {" + std::string(name) + "}");
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  for (const auto& field : headers) {
    if (!equal_ignoring_case(field.name, "Cookie")) continue;
    if (auto value = find_cookie(field.value, name)) return value;
  }
  return std::nullopt;
}

}  // namespace kotori::inline v0::http
