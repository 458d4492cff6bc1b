#include "kotori/features/body_limit.hpp"
#include "kotori/features/call_log.hpp"
#include "kotori/features/compress.hpp"
#include "kotori/features/conditional.hpp"
#include "kotori/features/cors.hpp"
#include "kotori/features/default_headers.hpp"
#include "kotori/features/error_pages.hpp"
#include "kotori/features/hsts.hpp"
#include "kotori/features/https_redirect.hpp"
#include "kotori/features/test_fields.hpp"
#include "kotori/features/trace_context.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <gtest/gtest.h>

/// Each feature, installed on a table that is mounted below /in: there it sees what is found, what is not, and
/// upgrades; beside it nothing.
namespace kotori::inline v0 {
namespace {

Routes table() {
  Routes routes;
  routes.get("/page", [](const Request& request) {
    auto response = Response::text(std::string(5000, 'x'));
    if (request.attributes.find<Trace>()) response.headers.add("X-Traced", "yes");
    return response;
  });
  routes.post("/body", [](const Request& request) { return Response::text(std::to_string(request.content.size())); });
  routes.get("/broken", [](const Request&) -> Response { throw std::runtime_error("a bug"); });
  routes.websocket("/chat", [](WebSocket&) -> Task<> { co_return; });
  return routes;
}

template <class F> Routes below(F feature) {
  auto in = table();
  in.install(std::move(feature));
  Routes routes;
  routes.mount("/in", std::move(in));
  routes.mount("/out", table());
  return routes;
}

std::string header(const client::ClientResponse& answer, std::string_view name) {
  return std::string(answer.headers.find(name).value_or("(none)"));
}
}  // namespace

TEST(OnASubtree, CallsAreToldAndHaveAnIdThereAlone) {
  std::vector<std::string> told;
  TestServer server{below(CallLog{.write = [&](const Call& call) { told.emplace_back(call.route); }})};
  for (const auto* path : {"/in/page", "/in/nowhere", "/out/page", "/out/nowhere", "/nowhere", "/inside"})
    EXPECT_EQ(server.get(path).headers.contains("X-Request-Id"), std::string_view(path).starts_with("/in/")) << path;
  EXPECT_NE(server.connect("/in/chat").header("X-Request-Id"), "");
  EXPECT_EQ(server.connect("/out/chat").header("X-Request-Id"), "");
  EXPECT_EQ(told, (std::vector<std::string>{"/in/page", "/in/nowhere", "/in/chat"}));
}

TEST(OnASubtree, HeadersAreAddedThereAlone) {
  TestServer server{below(DefaultHeaders{{"Server", "kotori"}})};
  EXPECT_EQ(header(server.get("/in/page"), "Server"), "kotori");
  EXPECT_EQ(header(server.get("/in/nowhere"), "Server"), "kotori");
  EXPECT_EQ(server.connect("/in/chat").header("Server"), "kotori");
  EXPECT_EQ(header(server.get("/out/page"), "Server"), "(none)");
  EXPECT_EQ(server.connect("/out/chat").header("Server"), "");
}

TEST(OnASubtree, ErrorsAreProblemsThereAlone) {
  TestServer server{below(ErrorPages::problem_json())};
  for (const auto* path : {"/in/nowhere", "/in/broken", "/in/body", "/in/chat"})
    EXPECT_EQ(header(server.get(path), "Content-Type"), "application/problem+json") << path;
  for (const auto* path : {"/out/nowhere", "/out/broken", "/out/body", "/out/chat", "/nowhere"})
    EXPECT_EQ(header(server.get(path), "Content-Type"), "text/plain; charset=utf-8") << path;
  EXPECT_EQ(server.connect("/in/chat").status(), 101);
}

TEST(OnASubtree, AnswersAreCompressedAndTaggedThereAlone) {
  auto in = table();
  in.install(Compress{});
  in.install(Conditional{});
  auto routes = table();
  routes.mount("/in", std::move(in));
  TestServer server{std::move(routes)};
  const auto gzip = fields({{"Accept-Encoding", "gzip"}});
  const auto page = server.get("/in/page", gzip);
  EXPECT_EQ(header(page, "Content-Encoding"), "gzip");
  EXPECT_EQ(server.get("/in/page", fields({{"If-None-Match", header(page, "ETag")}})).status, 304);
  EXPECT_EQ(header(server.get("/page", gzip), "Content-Encoding"), "(none)");
  EXPECT_EQ(header(server.get("/page"), "ETag"), "(none)");
  EXPECT_EQ(server.connect("/in/chat", gzip).status(), 101);
}

TEST(OnASubtree, OriginsAreAskedThereAlone) {
  TestServer server{below(Cors{.origins = {"https://app.example"}}),
                    {.serve = {.allowed_origins = {"https://evil.example"}}}};
  const auto foreign = fields({{"Origin", "https://evil.example"}});
  EXPECT_EQ(server.get("/in/page", foreign).status, 403);
  EXPECT_EQ(server.get("/in/nowhere", foreign).status, 403);
  EXPECT_EQ(server.connect("/in/chat", foreign).status(), 403);
  EXPECT_EQ(server.get("/out/page", foreign).status, 200);
  EXPECT_EQ(server.connect("/out/chat", foreign).status(), 101);
}

TEST(OnASubtree, HttpsIsDemandedThereAlone) {
  TestServer server{below(HttpsRedirect{})};
  EXPECT_EQ(header(server.get("/in/page?a"), "Location"), "https://localhost/in/page?a");
  EXPECT_EQ(server.connect("/in/chat").status(), 308);
  EXPECT_EQ(server.get("/out/page").status, 200);
  EXPECT_EQ(server.connect("/out/chat").status(), 101);
}

TEST(OnASubtree, StrictTransportIsSaidThereAlone) {
  auto routes = below(Hsts{});
  routes.install(AsOverTls{});
  TestServer server{std::move(routes)};
  EXPECT_NE(header(server.get("/in/page"), "Strict-Transport-Security"), "(none)");
  EXPECT_NE(server.connect("/in/chat").header("Strict-Transport-Security"), "");
  EXPECT_EQ(header(server.get("/out/page"), "Strict-Transport-Security"), "(none)");
}

TEST(OnASubtree, TracesAreBegunThereAlone) {
  TestServer server{below(TraceContext{})};
  EXPECT_EQ(header(server.get("/in/page"), "X-Traced"), "yes");
  EXPECT_EQ(header(server.get("/out/page"), "X-Traced"), "(none)");
}

TEST(OnASubtree, ABodyHasTheLimitOfTheInnermostTable) {
  auto routes = below(BodyLimit{100});
  routes.install(BodyLimit{10});
  TestServer server{std::move(routes)};
  const auto status = [&](std::string target, std::size_t size) {
    return server.ask({.method = "POST", .target = std::move(target), .body = std::string(size, 'x')}).status;
  };
  EXPECT_EQ(status("/in/body", 100), 200);
  EXPECT_EQ(status("/in/body", 101), 413);
  EXPECT_EQ(status("/out/body", 10), 200);
  EXPECT_EQ(status("/out/body", 11), 413);
  EXPECT_EQ(server.connect("/in/chat").status(), 101);
}

}  // namespace kotori::inline v0
