#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/cookie.hpp"
#include "kotori/http/feature.hpp"
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"
#include "kotori/json/read.hpp"
#include "kotori/json/write.hpp"
#include "kotori/sessions/key.hpp"
#include "kotori/sessions/signing.hpp"

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace kotori::inline v0::sessions {

/// How the session of a new visitor begins: any function of nothing, or of const Request&. Every loop calls it, at
/// once.
template <class S> class Start {
 public:
  Start() : Start([] { return S{}; }) {}
  template <class F>
    requires std::invocable<const F&> || std::invocable<const F&, const Request&>
  Start(F function) {
    if constexpr (std::invocable<const F&>) {
      start_ = [function = std::move(function)](const Request&) { return function(); };
    } else {
      start_ = std::move(function);
    }
  }
  S operator()(const Request& request) const { return start_(request); }

 private:
  std::function<S(const Request&)> start_;
};

/// S says its own JSON (kotori/json). The visitor can read it in the cookie, but not change it.
template <class S> struct Options {
  std::string cookie = "session";
  Start<S> start;
  Key key = Key::random();
  std::chrono::seconds max_age = std::chrono::days{365};
  bool secure = false;  ///< sent by the browser over https alone
};

/// What a request knows of its visitor.
template <class S> class Session {
 public:
  static const S& of(const http::Attributes& attributes) { return attributes.get<S>(); }
};

/// Recognises visitors by a signed cookie; see Routes::sessions.
/// Throws std::invalid_argument when no browser would keep such a cookie.
template <class S> auto recognise(Options<S> options) {
  const auto cookie = [](const Options<S>& by, std::string value) {
    return http::set_cookie({.name = by.cookie, .value = std::move(value), .max_age = by.max_age, .secure = by.secure});
  };
  (void)cookie(options, "");
  return [options = std::move(options), cookie](Request& request, Next next) -> Task<Response> {
    if (const auto value = request.cookie(options.cookie))
      if (const auto text = verify(options.key, options.cookie, *value))
        if (auto session = json::read<S>(*text)) {
          request.attributes.set(std::move(*session));
          co_return co_await next(request);
        }
    const S& fresh = request.attributes.set(options.start(request));
    http::Headers to_add;
    to_add.add("Set-Cookie", cookie(options, sign(options.key, options.cookie, json::write(fresh))));
    auto response = co_await next(request);
    response.add(to_add);
    co_return response;
  };
}

}  // namespace kotori::inline v0::sessions
