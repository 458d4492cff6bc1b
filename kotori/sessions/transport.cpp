#include "kotori/sessions/transport.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace kotori::inline v0::sessions {
namespace {

bool has_prefix(std::string_view name) { return name.starts_with("__Host-") || name.starts_with("__Secure-"); }

}  // namespace

Transport::Transport(Options options) : options_(std::move(options)), plain_(options_.cookie) {
  if (!options_.header.empty()) {
    if (!http::is_token(options_.header)) throw std::invalid_argument("the name of a session's header must be a token");
    plain_ = over_tls_ = options_.header;
    return;
  }
  over_tls_ = has_prefix(plain_) ? plain_ : "__Host-" + plain_;
  if (has_prefix(plain_) && !options_.secure)
    throw std::invalid_argument(plain_ + " is no name for plain http; over https " +
                                plain_.substr(plain_.find('-') + 1) + " becomes __Host-... by itself");
  Request plain, over_tls;
  over_tls.over_tls = true;
  for (const auto* request : {&plain, &over_tls}) (void)cookie(*request, "", std::chrono::seconds{1});
}

const std::string& Transport::name(const Request& request) const { return secret(request) ? over_tls_ : plain_; }

std::optional<std::string_view> Transport::brought(const Request& request) const {
  if (options_.header.empty()) return request.cookie(name(request));
  const auto value = request.header(options_.header);
  return value && !value->empty() ? value : std::nullopt;
}

std::optional<std::string_view> Transport::brought_as_over_http(const Request& request) const {
  if (!options_.header.empty() || !secret(request)) return std::nullopt;
  return request.cookie(plain_);
}

void Transport::send(const Request& request, std::string value, std::chrono::seconds max_age, http::Headers& to) const {
  if (options_.header.empty()) {
    to.add("Set-Cookie", cookie(request, std::move(value), max_age));
  } else {
    to.add(options_.header, value);
  }
}

void Transport::expire(const Request& request, http::Headers& to) const {
  send(request, "", std::chrono::seconds::zero(), to);
}

std::string Transport::carrier() const {
  if (options_.header.empty()) return "cookie " + options_.cookie;
  auto name = options_.header;
  std::ranges::transform(name, name.begin(), http::lower);
  return "header " + name;
}

std::string Transport::cookie(const Request& request, std::string value, std::chrono::seconds max_age) const {
  return http::set_cookie({.name = name(request),
                           .value = std::move(value),
                           .max_age = max_age,
                           .secure = secret(request),
                           .same_site = options_.same_site});
}

}  // namespace kotori::inline v0::sessions
