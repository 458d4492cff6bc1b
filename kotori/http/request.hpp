#pragma once
#include "kotori/http/attributes.hpp"
#include "kotori/http/headers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0::http {

enum class Version : std::uint8_t { http_1_0, http_1_1 };

/// What a {name} of a route stood for, decoded.
struct PathParameter {
  std::string name;
  std::string value;
  bool operator==(const PathParameter&) const = default;
};

/// What a client asks for. Movable only, for the sake of its attributes.
struct Request {
  std::string method = "GET";
  std::string target =
      "/";  ///< as sent, escapes and all: "/rooms/tree%20top?last=5", or "*". Never with scheme and host
  Version version = Version::http_1_1;
  Headers headers;
  std::string body;
  bool keep_alive = true;  ///< whether the client would go on using this connection
  bool over_tls = false;   ///< whether it came in secret: https, not http
  std::vector<PathParameter> path_parameters;
  Attributes attributes;

  /// The first header of this name, whatever the case of its letters.
  std::optional<std::string_view> header(std::string_view name) const { return headers.find(name); }
  /// The target before its ?, not decoded, so that a %2F is not yet a slash.
  std::string_view raw_path() const;
  /// The target behind its ?, not decoded; may be empty.
  std::string_view query() const;
  /// The decoded path: "/rooms/tree top".
  std::string path() const;
  /// The first value of this name in the query, decoded; none if it is malformed.
  std::optional<std::string> query_parameter(std::string_view name) const;
  /// Throws std::out_of_range when the route has no {name}.
  const std::string& path_parameter(std::string_view name) const;
  std::optional<std::string_view> cookie(std::string_view name) const;

  /// The visitor that routes.sessions<S>() has recognised. Throws std::logic_error without it.
  template <class S> const S& session() const { return attributes.get<S>(); }
};

}  // namespace kotori::inline v0::http

namespace kotori::inline v0 {
using http::Request;
}
