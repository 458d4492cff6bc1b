#pragma once
#include "kotori/base/result.hpp"
#include "kotori/http/attributes.hpp"
#include "kotori/http/headers.hpp"
#include "kotori/http/parameter.hpp"
#include "kotori/http/path_parameters.hpp"
#include "kotori/json/read.hpp"
#include "kotori/net/endpoint.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0 {
class ServerStatus;
namespace sessions {
template <class V> class Session;
}
}  // namespace kotori::inline v0

namespace kotori::inline v0::http {

enum class Version : std::uint8_t { http_1_0, http_1_1 };

/// What a client asks for. Movable only, for the sake of its attributes.
///
/// What the client did not write as the handler wants it - path<T>(), query<T>(), body<T>() - is thrown as Refused: the
/// client hears 4xx and what is wrong with which part.
struct Request {
  std::string method = "GET";
  std::string target =
      "/";  ///< as sent, escapes and all: "/rooms/tree%20top?last=5", or "*". Never with scheme and host
  Version version = Version::http_1_1;
  Headers headers;
  std::string content;     ///< the body, as sent; empty before the handler is called (see Routes::install)
  bool keep_alive = true;  ///< whether the client would go on using this connection
  bool over_tls = false;   ///< whether it came in secret: https, not http
  Endpoint client;         ///< who asks, as far as the connection tells; no address in memory
  std::string_view route;  ///< the pattern that was found, "/rooms/{room}"; empty: none. Lives as long as the routes
  PathParameters path_parameters;
  const ServerStatus* server = nullptr;  ///< the one it came to; null: none, as in a test
  /// The largest body that is taken, when a feature says so (BodyLimit). A route's own limit comes before it.
  std::optional<std::size_t> body_limit;
  Attributes attributes;

  /// The first header of this name, whatever the case of its letters.
  std::optional<std::string_view> header(std::string_view name) const { return headers.find(name); }
  std::optional<std::string_view> cookie(std::string_view name) const;

  /// The decoded path: "/rooms/tree top".
  std::string path() const;
  /// The target before its ?, not decoded, so that a %2F is not yet a slash.
  std::string_view raw_path() const;
  /// What the {name} of the route stands for, decoded; empty for an optional one that is not there. Refused with 400
  /// when it is not UTF-8. Throws std::out_of_range when the route has no such name.
  std::string path(std::string_view name) const;
  /// The same as a T, see Parameter; as a std::optional<T> for one that may be absent. Refused with 400.
  template <class T> T path(std::string_view name) const;

  /// The target behind its ?, not decoded; may be empty.
  std::string_view query() const;
  /// The first value of this name in the query, decoded; empty when there is none, Refused with 400 when it is badly
  /// escaped or not UTF-8.
  std::optional<std::string> query(std::string_view name) const;
  template <class T> std::optional<T> query(std::string_view name) const;
  template <class T> T query(std::string_view name, T otherwise) const {
    return query<T>(name).value_or(std::move(otherwise));
  }

  /// The body as a T (kotori/json). Refused: 415 when it does not say that it is JSON, 400 when it is none, 422 when it
  /// is no T, and where.
  template <class T> T body() const;
  /// The same, or why not, for who answers in words of their own; what it says to be does not matter.
  template <class T> Result<T> try_body() const { return json::read<T>(content); }

  /// Who asks, as a feature has found out (BasicAuth, BearerAuth). Throws std::logic_error when none has set a P.
  template <class P> const P& principal() const { return attributes.get<P>(); }

  /// The visitor, when routes.sessions<V>() knows them: `auto& session = co_await request.session<V>();`. Loaded when
  /// first asked for. Throws std::logic_error without such sessions, and once a conversation has begun.
  template <class V> auto session() const { return sessions::Session<V>::of(*this); }
};

/// Throw Refused.
[[noreturn]] void refuse_parameter(std::string_view kind, std::string_view name, std::string_view must_be);
[[noreturn]] void refuse_body(const Error& error);
void require_json(const Headers& headers);

namespace detail {
template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;
}  // namespace detail

template <class T> T Request::path(std::string_view name) const {
  if constexpr (detail::is_optional<T>) {
    if (!path_parameters.raw(target, name)) return std::nullopt;
    return path<typename T::value_type>(name);
  } else {
    auto value = Parameter<T>::read(path(name));
    if (!value) refuse_parameter("path", name, Parameter<T>::must_be());
    return *std::move(value);
  }
}

template <class T> std::optional<T> Request::query(std::string_view name) const {
  auto text = query(name);
  if (!text) return std::nullopt;
  auto value = Parameter<T>::read(*std::move(text));
  if (!value) refuse_parameter("query", name, Parameter<T>::must_be());
  return value;
}

template <class T> T Request::body() const {
  require_json(headers);
  auto value = try_body<T>();
  if (!value) refuse_body(value.error());
  return *std::move(value);
}

}  // namespace kotori::inline v0::http

namespace kotori::inline v0 {
using http::Request;
}
