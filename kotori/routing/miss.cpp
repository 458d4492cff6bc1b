#include "kotori/routing/router.hpp"

#include <string>
#include <utility>

namespace kotori::inline v0::routing {
namespace {

Response upgrade_required(std::string why) {
  auto response = Response::text(std::move(why), Status::upgrade_required);
  response.headers.add("Upgrade", "websocket");
  response.headers.add("Sec-WebSocket-Version", "13");
  return response;
}

Response other_slash(const Request& request) {
  const std::string path(request.raw_path());
  const auto query = request.target.substr(path.size());
  auto location = path.ends_with('/') ? path.substr(0, path.size() - 1) : path + '/';
  // Two slashes at its beginning would make a host of what follows.
  if (location.starts_with("//")) return Response::text("There is nothing here.\n", Status::not_found);
  return Response::redirect(location + query, Status::permanent_redirect);
}

Response wrong_type(const Place& place, const Request& request) {
  const auto types = place.all_types(request.method, &Route::takes);
  auto response =
      Response::text("The body must say to be one of these: " + types + "\n", Status::unsupported_media_type);
  response.headers.add("Accept", types);
  return response;
}

Response wrong_subprotocol(const Place& place) {
  const auto known = place.subprotocols();
  return Response::text(
      "Offer " + (known.empty() ? "different tokens" : "one of these: " + known) + " in Sec-WebSocket-Protocol.\n",
      Status::bad_request);
}

}  // namespace

Response Router::answer(const Miss& miss, const Request& request) const {
  switch (miss.why) {
    case Miss::Why::unknown_method: return Response::text("This method is not known here.\n", Status::not_implemented);
    case Miss::Why::whole_server: return Response::empty();
    case Miss::Why::malformed_path: return Response::text("The path is malformed.\n", Status::bad_request);
    case Miss::Why::other_version:
      return upgrade_required("This server speaks version 13 of the WebSocket protocol, and that elsewhere.\n");
    case Miss::Why::other_slash: return other_slash(request);
    case Miss::Why::no_route: break;
  }
  auto response = answer(miss.nearest, miss.place, request);
  if (miss.place && !miss.place->vary().empty()) response.headers.add("Vary", miss.place->vary());
  return response;
}

Response Router::answer(const Choice& nearest, const Place* place, const Request& request) const {
  switch (nearest.outcome) {
    case Outcome::found:
    case Outcome::nothing_here: return Response::text("There is nothing here.\n", Status::not_found);
    case Outcome::unmet:
      return Response::text(
          "Here a request must have " + nearest.route->conditions.unmet(request).value_or("more") + ".\n",
          Status::bad_request);
    case Outcome::not_taken: return wrong_type(*place, request);
    case Outcome::not_acceptable:
      return Response::text("This can be had as " + place->all_types(request.method, &Route::gives) + ".\n",
                            Status::not_acceptable);
    case Outcome::upgrade_required:
      return upgrade_required(
          "This is a WebSocket. Ask by HTTP/1.1 with the headers Connection: Upgrade, Upgrade: websocket, "
          "Sec-WebSocket-Version: 13 and Sec-WebSocket-Key.\n");
    case Outcome::wrong_subprotocol: return wrong_subprotocol(*place);
    case Outcome::wrong_method: break;
  }
  auto response = request.method == "OPTIONS"
                      ? Response::empty()
                      : Response::text("This cannot be done here.\n", Status::method_not_allowed);
  response.headers.add("Allow", allowed(request));
  // No method but GET opens a WebSocket, so it is not 426; yet a client may be told what else is spoken here (§7.8).
  if (is_routed(request, "")) response.headers.add("Upgrade", "websocket");
  return response;
}

std::string Router::allowed(const Request& request) const {
  std::string all;
  for (const auto& method : methods_)
    if (method != "OPTIONS" && is_routed(request, method)) all += method + ", ";
  return all + "OPTIONS";
}

}  // namespace kotori::inline v0::routing
