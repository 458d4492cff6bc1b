#include "apps/kotori/signing_out.hpp"

#include "kotori/features/authentication.hpp"
#include "kotori/features/same_origin.hpp"

#include <utility>

namespace app {
namespace {

using namespace kotori;

Response unknown() {
  return features::unauthorized(features::challenge("Session", "Kotori"), "you have no session here");
}

/// The session of who asks; null: there is none, and none begins because somebody asks.
Task<Session<Visitor>*> session_of(const Request& request) {
  auto& session = co_await request.session<Visitor>();
  if (!session.is_new()) co_return &session;
  session.clear();
  co_return nullptr;
}

}  // namespace

Routes signing_out(Sessions<Visitor> visitors) {
  Routes routes;
  routes.install(SameOrigin{});
  routes.del("/current", [](const Request& request) -> Task<Response> {
    auto* session = co_await session_of(request);
    if (!session) co_return unknown();
    session->clear();
    co_return Response::empty(http::Status::no_content);
  });
  routes.del("", [visitors = std::move(visitors)](const Request& request) -> Task<Response> {
    auto* session = co_await session_of(request);
    if (!session) co_return unknown();
    co_await visitors.revoke_user((*session)->id.value);
    session->clear();
    co_return Response::empty(http::Status::no_content);
  });
  return routes;
}

}  // namespace app
