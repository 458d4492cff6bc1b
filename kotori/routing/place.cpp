#include "kotori/routing/place.hpp"

#include "kotori/http/accept.hpp"
#include "kotori/http/text.hpp"
#include "kotori/websocket/handshake.hpp"

#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <tuple>

namespace kotori::inline v0::routing {
namespace {

bool reads(std::string_view method) { return method == "GET" || method == "HEAD"; }

bool takes_body(const Request& request, const std::vector<std::string>& ranges) {
  if (ranges.empty()) return true;
  const auto sent = request.header("Content-Type").value_or("");
  const auto type = http::trimmed(sent.substr(0, sent.find(';')));
  return std::ranges::any_of(ranges, [&](const auto& range) { return http::weight_of_media_type(range, type) > 0; });
}

/// How much of what a route gives is wanted; 0: nothing.
int wanted(const Sought& sought, const std::vector<std::string>& types) {
  if (types.empty() || !sought.accept) return 1000;
  int most = 0;
  for (const auto& type : types) most = std::max(most, http::weight_of_media_type(*sought.accept, type).value_or(0));
  return most;
}

Choice judge_websocket(const Sought& sought, const Route& route) {
  if (sought.probing)
    return {sought.method.empty() || reads(sought.method) ? Outcome::found : Outcome::wrong_method, &route};
  if (!sought.websocket) return {reads(sought.method) ? Outcome::upgrade_required : Outcome::wrong_method, &route};
  const auto& spoken = route.websocket->subprotocols;
  if (!sought.subprotocols) return {spoken.empty() ? Outcome::found : Outcome::wrong_subprotocol, &route};
  const auto chosen = websocket::choose_subprotocol(spoken, *sought.subprotocols);
  if (!chosen || (chosen->empty() && !spoken.empty())) return {Outcome::wrong_subprotocol, &route};
  return {Outcome::found, &route, *chosen};
}

bool asks_for_websocket(const Request& request) {
  return request.method == "GET" && request.version == http::Version::http_1_1 &&
         request.headers.list_holds("Upgrade", "websocket") && request.headers.list_holds("Connection", "Upgrade");
}

}  // namespace

Sought::Sought(const Request& asking) : request(asking), method(asking.method), websocket(asks_for_websocket(asking)) {
  if (websocket) subprotocols = asking.headers.joined("Sec-WebSocket-Protocol");
  for (const auto& field : asking.headers) {
    if (!http::equal_ignoring_case(field.name, "Accept")) continue;
    if (accept)
      accept = accepts_ = std::string(*accept) + ", " + std::string(field.value);
    else
      accept = field.value;
  }
}

Choice judge(const Sought& sought, const Route& route) {
  if (sought.other_slash && route.slash == TrailingSlash::strict) return {};
  if (!route.conditions.are_at_home(sought.request)) return {};
  if (!route.conditions.hold(sought.request)) return {Outcome::unmet, &route};
  if (route.websocket) return judge_websocket(sought, route);
  if (route.method != sought.method && !(route.method == "GET" && sought.method == "HEAD"))
    return {Outcome::wrong_method, &route};
  if (sought.probing) return {Outcome::found, &route};
  if (!takes_body(sought.request, route.takes)) return {Outcome::not_taken, &route};
  if (wanted(sought, route.gives) == 0) return {Outcome::not_acceptable, &route};
  return {Outcome::found, &route};
}

/// All that comes before what Accept says and the order of routing.
bool Place::Entry::precedes(const Entry& other) const {
  const auto key = [](const Entry& entry) {
    const auto& route = *entry.route;
    return std::tuple(entry.missing, !route.websocket, SIZE_MAX - route.conditions.weight(),
                      !route.websocket || route.websocket->subprotocols.empty(), route.takes.empty(),
                      route.method != "HEAD");
  };
  return key(*this) < key(other);
}

void Place::refuse_conflict(const Entry& mine, const Entry& other) const {
  const auto& route = *mine.route;
  const auto& former = *other.route;
  if (mine.missing != other.missing || route.conditions != former.conditions) return;
  if (!std::ranges::equal(route.pattern.names(), former.pattern.names()) && !mine.missing)
    throw std::invalid_argument("the routes " + former.text() + " and " + route.text() +
                                " are the same path with other names");
  if (route.method != former.method) return;
  if (!route.websocket) {
    if (std::ranges::is_permutation(route.takes, former.takes) &&
        std::ranges::is_permutation(route.gives, former.gives))
      throw std::invalid_argument(route.text() + " is routed twice" +
                                  (route.text() == former.text() ? "" : ", as " + former.text()));
    return;
  }
  const auto& names = route.websocket->subprotocols;
  const auto& others = former.websocket->subprotocols;
  const auto doubled = std::ranges::find_first_of(names, others);
  if (doubled != names.end() || (names.empty() && others.empty()))
    throw std::invalid_argument("the WebSocket " + route.pattern.text() + " is routed twice" +
                                (doubled == names.end() ? "" : " for " + *doubled) +
                                (route.pattern.text() == former.pattern.text() ? "" : ", as " + former.pattern.text()));
}

void Place::add(const Route& route, bool missing) {
  const Entry added{&route, missing};
  for (const auto& other : entries_) refuse_conflict(added, other);
  const auto place = std::ranges::upper_bound(entries_, added, &Entry::precedes);
  entries_.insert(place, added);
  auto names = route.conditions.header_names();
  if (!route.gives.empty()) names.emplace_back("Accept");
  for (const auto& name : names)
    if (!http::list_holds(vary_, name)) vary_.append(vary_.empty() ? "" : ", ").append(name);
}

Choice Place::choose(const Sought& sought) const {
  Choice best;
  int most = 0;
  const Entry* first = nullptr;
  for (const auto& entry : entries_) {
    if (first && first->precedes(entry)) break;
    // Who offers what is not spoken here has no page instead.
    if (best.outcome == Outcome::wrong_subprotocol && !entry.route->websocket) break;
    const auto choice = judge(sought, *entry.route);
    if (choice.outcome != Outcome::found) {
      if (choice.outcome > best.outcome) best = choice;
      continue;
    }
    const auto weight = wanted(sought, entry.route->gives);
    if (first && weight <= most) continue;
    first = &entry;
    best = choice;
    most = weight;
  }
  return best;
}

std::string Place::all_types(std::string_view method, std::vector<std::string> Route::* types) const {
  std::string all;
  for (const auto& entry : entries_) {
    if (entry.route->method != method && !(entry.route->method == "GET" && method == "HEAD")) continue;
    for (const auto& type : entry.route->*types)
      if (!http::list_holds(all, type)) all.append(all.empty() ? "" : ", ").append(type);
  }
  return all;
}

void Place::list(std::vector<std::string>& to) const {
  for (const auto& entry : entries_)
    if (!entry.missing) to.push_back(entry.route->text());
}

std::string Place::subprotocols() const {
  std::string all;
  for (const auto& [route, missing] : entries_) {
    if (!route->websocket) continue;
    if (route->websocket->subprotocols.empty()) return {};
    for (const auto& name : route->websocket->subprotocols) all.append(all.empty() ? "" : ", ").append(name);
  }
  return all;
}

}  // namespace kotori::inline v0::routing
