#pragma once
#include "kotori/http/request.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kotori::inline v0 {

/// What a request must be, besides its path, for a route or a mounted table to be there for it: all that is named here.
struct When {
  /// A header, or a parameter of the query: with this value, or with any.
  struct Given {
    std::string name;
    std::optional<std::string> value = {};
    bool operator==(const Given&) const = default;
  };

  /// The host that is asked for is one of these: "chat.example", or "*.chat.example" for all below it. Else 404.
  std::vector<std::string> hosts = {};
  /// The port that is asked for: what Host says, or else 80, over TLS 443. Else 404.
  std::optional<std::uint16_t> port = {};
  /// Has these headers: with a value, it stands in the header's list, in any case of letters and not with q=0. Else
  /// 400.
  std::vector<Given> headers = {};
  /// Has these in its query: with a value, the first of that name is exactly it. Else 400.
  std::vector<Given> query = {};
};

namespace routing {

/// What a route and the tables around it were told, together.
class Conditions {
 public:
  Conditions() = default;
  /// Throws std::invalid_argument for what no request can be.
  explicit Conditions(const When& when);
  /// Those of a table and of what was put into it.
  Conditions(const Conditions& outer, const Conditions& inner);

  /// Whether the host and the port are right: else nobody is to know that there is something.
  bool are_at_home(const Request& request) const;
  /// What else is not as it must be, as "the header X-Version: 2"; empty: nothing.
  std::optional<std::string> unmet(const Request& request) const;
  bool hold(const Request& request) const;

  /// The more of them, and the narrower, the more.
  std::size_t weight() const;
  bool empty() const { return all_.empty(); }
  /// The headers that decide.
  std::vector<std::string> header_names() const;
  /// "host chat.example, query live=1"; for people.
  std::string text() const;

  bool operator==(const Conditions&) const = default;

 private:
  struct Host {
    std::vector<std::string> names;
    bool operator==(const Host&) const = default;
  };
  struct Port {
    std::uint16_t number;
    bool operator==(const Port&) const = default;
  };
  struct Header : When::Given {};
  struct Query : When::Given {};
  using Condition = std::variant<Host, Port, Header, Query>;

  static bool holds(const Condition& condition, const Request& request);
  static std::string text_of(const Condition& condition);

  std::vector<Condition> all_;  // in the order of their texts, none twice
};

}  // namespace routing
}  // namespace kotori::inline v0
