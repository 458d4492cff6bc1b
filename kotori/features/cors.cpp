#include "kotori/features/cors.hpp"

#include "kotori/http/failure_headers.hpp"
#include "kotori/http/origin.hpp"
#include "kotori/http/text.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace kotori::inline v0 {
namespace {

using Names = std::vector<std::string>;

/// Throws when one of them is no token.
std::string list_of(const Names& names) {
  std::string list;
  for (const auto& name : names) {
    if (!http::is_token(name)) throw std::invalid_argument("Cors: " + name + " is no name");
    list += (list.empty() ? "" : ", ") + name;
  }
  return list;
}

bool holds(const Names& names, std::string_view name) {
  return std::ranges::any_of(names, [&](const auto& each) { return http::equal_ignoring_case(each, name); });
}

/// This server's own page: the browser says so, or its origin is where the request went.
bool is_own(const Request& request, std::string_view text) {
  if (request.headers.joined("Sec-Fetch-Site") == "same-origin") return true;
  const auto origin = http::parse_origin(text);
  return origin && http::is_own(*origin, request);
}

Response refuse(std::string why) {
  auto response = Response::text(std::move(why), Status::forbidden);
  response.headers.add("Vary", "Origin");
  return response;
}

bool is_preflight(const Request& request) {
  return request.method == "OPTIONS" && request.headers.contains("Access-Control-Request-Method");
}

class Gate {
 public:
  explicit Gate(Cors options);
  Task<Response> operator()(Request& request, Next next) const;

 private:
  bool allows(std::string_view origin) const;
  Response answer_preflight(const Request& request, std::string_view origin) const;
  void permit(http::Headers& headers, std::string_view origin) const;

  Cors options_;
  std::vector<http::Origin> origins_;
  bool any_ = false;
  std::string methods_, headers_, exposed_;
};

Gate::Gate(Cors options)
    : options_(std::move(options)),
      methods_(list_of(options_.methods)),
      headers_(list_of(options_.headers)),
      exposed_(list_of(options_.exposed)) {
  any_ = options_.origins == Names{"*"};
  if (any_ && options_.credentials)
    throw std::invalid_argument("Cors: credentials would go to any page at all; name the origins");
  if (options_.max_age < std::chrono::seconds::zero()) throw std::invalid_argument("Cors: max_age is negative");
  if (any_) return;
  for (const auto& text : options_.origins) {
    auto origin = http::parse_origin(text);
    if (!origin) throw std::invalid_argument("Cors: " + origin.error().message);
    origins_.push_back(std::move(*origin));
  }
}

Task<Response> Gate::operator()(Request& request, Next next) const {
  const auto origin = request.headers.joined("Origin");
  const bool foreign = origin && !is_own(request, *origin);
  if (foreign && !allows(*origin)) co_return refuse("Pages of this origin may not ask here.\n");
  if (foreign && is_preflight(request)) co_return answer_preflight(request, *origin);
  const auto add_to = [&](http::Headers& headers) {
    // An answer that any page may read may be kept for a foreign one, whoever asked first.
    if (foreign || any_) permit(headers, origin.value_or(""));
    if (!any_) headers.add_to_list("Vary", "Origin");
  };
  try {
    auto response = co_await next(request);
    add_to(response.headers);
    co_return response;
  } catch (...) {
    http::Headers headers;
    add_to(headers);
    http::add_to_failure(request, headers);
    throw;
  }
}

bool Gate::allows(std::string_view origin) const {
  if (any_) return true;
  const auto known = http::parse_origin(origin);  // two of them are a list, and so none
  return known && std::ranges::find(origins_, *known) != origins_.end();
}

Response Gate::answer_preflight(const Request& request, std::string_view origin) const {
  const auto method = request.headers.joined("Access-Control-Request-Method").value_or("");
  constexpr std::array<std::string_view, 3> simple_methods{"GET", "HEAD", "POST"};
  const bool known = std::ranges::find(options_.methods, method) != options_.methods.end() ||
                     std::ranges::find(simple_methods, method) != simple_methods.end();
  if (!known) return refuse("Pages of other origins may not use this method.\n");
  const auto asked = request.headers.joined("Access-Control-Request-Headers").value_or("");
  constexpr std::array<std::string_view, 3> simple_headers{"Accept", "Accept-Language", "Content-Language"};
  std::string_view list = asked;
  for (auto name = http::take_element(list); !name.empty(); name = http::take_element(list))
    if (!holds(options_.headers, name) &&
        std::ranges::none_of(simple_headers, [&](auto each) { return http::equal_ignoring_case(each, name); }))
      return refuse("Pages of other origins may not send " + std::string(name) + ".\n");
  auto response = Response::empty();
  permit(response.headers, origin);
  if (!any_) response.headers.add("Vary", "Origin");
  if (!methods_.empty()) response.headers.add("Access-Control-Allow-Methods", methods_);
  if (!headers_.empty()) response.headers.add("Access-Control-Allow-Headers", headers_);
  response.headers.add("Access-Control-Max-Age", std::to_string(options_.max_age.count()));
  return response;
}

void Gate::permit(http::Headers& headers, std::string_view origin) const {
  headers.set("Access-Control-Allow-Origin", any_ ? "*" : origin);
  if (options_.credentials) headers.set("Access-Control-Allow-Credentials", "true");
  if (!exposed_.empty()) headers.set("Access-Control-Expose-Headers", exposed_);
}

}  // namespace

Cors::operator http::Feature() const { return Gate{*this}; }

}  // namespace kotori::inline v0
