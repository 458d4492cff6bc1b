#pragma once
#include "kotori/http/request.hpp"
#include "kotori/routing/route.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0::routing {

/// What became of a request that was looked up. Of several misses, the later in this order is the nearest.
enum class Outcome : std::uint8_t {
  nothing_here,
  unmet,              ///< a header or a parameter of the query
  wrong_method,       ///< OPTIONS, too, that nobody answers himself
  upgrade_required,   ///< there is a WebSocket, which was not asked for
  not_taken,          ///< the type of the body
  not_acceptable,     ///< what the client wants
  wrong_subprotocol,  ///< no other route is looked for
  found,
};

/// What is looked for. The request outlives it.
struct Sought {
  explicit Sought(const Request& asking);
  Sought(const Sought&) = delete;
  Sought& operator=(const Sought&) = delete;
  /// Only whether this method is routed for such a request, whatever its body and what it accepts; "": a WebSocket.
  Sought(const Request& asking, std::string_view other) : request(asking), method(other), probing(true) {}

  const Request& request;
  std::string_view method;
  bool websocket = false;    ///< it asks for one: rightly or not
  bool other_slash = false;  ///< the path has a slash at its end that was not sent, or the other way round
  bool probing = false;
  std::optional<std::string> subprotocols;  ///< that are offered
  std::optional<std::string_view> accept;

 private:
  std::string accepts_;  // if they stand in several fields
};

struct Choice {
  Outcome outcome = Outcome::nothing_here;
  const Route* route = nullptr;    ///< the one, or the nearest
  std::string_view subprotocol{};  ///< the chosen one
};

/// How near a request comes to one route.
Choice judge(const Sought& sought, const Route& route);

/// All that answers where a pattern ends.
class Place {
 public:
  /// `missing`: for paths without its last parameter. Throws std::invalid_argument when there is one already between
  /// which and this nothing can decide. The route outlives the place.
  void add(const Route& route, bool missing);

  Choice choose(const Sought& sought) const;

  /// The headers that are looked at to choose here, as Vary lists them.
  const std::string& vary() const { return vary_; }
  /// Those of the routes for one method.
  std::string all_types(std::string_view method, std::vector<std::string> Route::* types) const;
  /// Adds what each route is, but for those that stand here without their last parameter.
  void list(std::vector<std::string>& to) const;
  /// Those that its WebSockets speak, unless one of them speaks none.
  std::string subprotocols() const;

 private:
  struct Entry {
    const Route* route;
    bool missing;
    bool precedes(const Entry& other) const;
  };
  void refuse_conflict(const Entry& mine, const Entry& other) const;

  std::vector<Entry> entries_;  // those that win come first
  std::string vary_;
};

}  // namespace kotori::inline v0::routing
