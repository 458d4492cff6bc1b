#include "kotori/features/metrics.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/features/prometheus_text.hpp"
#include "kotori/features/rate_limit.hpp"
#include "kotori/features/request_counts.hpp"
#include "kotori/features/test_caller.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

Routes counted() {
  const Metrics metrics;
  Routes routes;
  routes.install(metrics);
  routes.get("/metrics", metrics.page());
  routes.get("/rooms/{room}", [](const Request&) { return Response::text("hi\n"); });
  routes.post("/rooms/{room}", [](const Request&) -> Response { throw Refused{Status::conflict, "it is there"}; });
  routes.get("/broken", [](const Request&) -> Response { throw std::runtime_error("a bug"); });
  routes.get("/slow", [](const Request&) -> Task<Response> {
    co_await sleep(30ms);
    co_return Response::text("hi\n");
  });
  routes.websocket("/echo", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) socket.send(*text);
  });
  return routes;
}

std::string requests(std::string_view labels, int count) {
  return "\nkotori_http_requests_total{" + std::string(labels) + "} " + std::to_string(count) + "\n";
}

}  // namespace

TEST(PrometheusText, EscapesWhatLabelsHold) {
  features::PrometheusText text;
  text.family("a_total", "counter", "Things.");
  text.sample(std::uint64_t{3}, {{"one", "\"\\\n"}, {"two", "{é}"}});
  text.sample(0.25);
  text.sample(1e-9, {}, "_sum");
  EXPECT_EQ(text.take(),
            "# HELP a_total Things.\n# TYPE a_total counter\n"
            "a_total{one=\"\\\"\\\\\\n\",two=\"{é}\"} 3\na_total 0.25\na_total_sum 1e-09\n");
}

TEST(Metrics, CountRequestsByTheirRoutesPatternMethodAndClassOfStatus) {
  TestServer server{counted()};
  Caller caller{server};
  for (int i = 0; i < 3; ++i) caller.get("/rooms/" + std::to_string(i));
  caller.get("/nowhere");
  caller.get("/never/here");
  caller.get("/broken");
  caller.upgrade("/echo");
  caller.exchange("POST /rooms/a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
  caller.exchange("BREW /rooms/a HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto page = body_of(caller.get("/metrics"));
  EXPECT_THAT(page, HasSubstr(requests(R"(route="/rooms/{room}",method="GET",status="2xx")", 3)));
  EXPECT_THAT(page, HasSubstr(requests(R"(route="/rooms/{room}",method="POST",status="4xx")", 1)));
  EXPECT_THAT(page, HasSubstr(requests(R"(route="",method="GET",status="4xx")", 2)));
  EXPECT_THAT(page, HasSubstr(requests(R"(route="/broken",method="GET",status="5xx")", 1)));
  EXPECT_THAT(page, HasSubstr(requests(R"(route="/echo",method="GET",status="1xx")", 1)));
  EXPECT_THAT(page, HasSubstr(R"(method="other",status="5xx"} 1)"));
  EXPECT_THAT(page, Not(HasSubstr("nowhere")));
  EXPECT_THAT(page, Not(HasSubstr("BREW")));
}

TEST(Metrics, CountWhatFeaturesBehindThemRefuse) {
  const Metrics metrics;
  Routes routes;
  routes.install(metrics);
  routes.install(RateLimit{.burst = 1});
  routes.websocket("/chat", [](WebSocket& socket) -> Task<> { co_await socket.receive(); });
  TestServer server{routes};
  Caller caller{server};
  caller.upgrade("/chat");
  caller.upgrade("/chat");
  const auto answer = metrics.page(server)(Request{});
  const std::string page{answer.body.view()};
  EXPECT_THAT(page, HasSubstr(requests(R"(route="/chat",method="GET",status="1xx")", 1)));
  EXPECT_THAT(page, HasSubstr(requests(R"(route="/chat",method="GET",status="4xx")", 1)));
}

TEST(Metrics, TellAlsoWhatAProgramCounts) {
  Metrics metrics;
  metrics.also([](features::PrometheusText& text) {
    text.family("cakes_total", "counter", "Cakes.");
    text.sample(std::uint64_t{3});
  });
  Routes routes;
  routes.get("/metrics", metrics.page());
  TestServer server{routes};
  EXPECT_THAT(Caller{server}.get("/metrics"), HasSubstr("# TYPE cakes_total counter\ncakes_total 3\n"));
}

TEST(Metrics, MeasureHowLongAnswersTake) {
  TestServer server{counted()};
  auto wire = server.dial("192.0.2.1");
  wire->write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  server.advance(10ms);
  Caller caller{server};
  EXPECT_THAT(caller.get("/metrics"), HasSubstr("\nkotori_http_requests_in_flight 2\n"));
  server.advance(50ms);
  const auto page = caller.get("/metrics");
  const std::string series = R"(kotori_http_request_duration_seconds_bucket{route="/slow",method="GET",le=)";
  EXPECT_THAT(page, HasSubstr(series + "\"0.025\"} 0\n"));
  EXPECT_THAT(page, HasSubstr(series + "\"0.05\"} 1\n"));
  EXPECT_THAT(page, HasSubstr(series + "\"+Inf\"} 1\n"));
  EXPECT_THAT(page, HasSubstr(R"(kotori_http_request_duration_seconds_sum{route="/slow",method="GET"} 0.03)"));
  EXPECT_THAT(page, HasSubstr("\nkotori_http_requests_in_flight 1\n"));
  wire.reset();
}

TEST(Metrics, CountARequestAsAnsweredAlsoWhenItsClientHasGone) {
  TestServer server{counted()};
  auto wire = server.dial("192.0.2.1");
  wire->write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  server.simulation().run_until_idle();
  wire.reset();
  server.advance(1s);
  const auto page = Caller{server}.get("/metrics");
  EXPECT_THAT(page, HasSubstr("\nkotori_http_requests_in_flight 1\n"));
  EXPECT_THAT(page, HasSubstr(requests(R"(route="/slow",method="GET",status="2xx")", 1)));
}

TEST(RequestCounts, ForgetWhatWasGivenUp) {
  features::RequestCounts counts;
  counts.begin();
  counts.begin();
  counts.abandon();
  features::CountsByRoute all;
  std::uint64_t in_flight = 0;
  counts.add_to(all, in_flight);
  EXPECT_EQ(in_flight, 1U);
  EXPECT_TRUE(all.empty());
}

TEST(Metrics, TellWhatTheServerKnowsOfItsSockets) {
  TestServer server{counted(), {.loops = 2}};
  auto ann = server.connect("/echo"), bob = server.connect("/echo");
  ann.says("hello");
  bob.says("hello");
  const auto page = Caller{server}.get("/metrics");
  EXPECT_EQ(page.substr(0, 15), "HTTP/1.1 200 OK");
  EXPECT_THAT(page, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  for (const auto* line :
       {"kotori_websockets 2", "kotori_websockets_opened_total 2", "kotori_websocket_messages_received_total 2",
        "kotori_websocket_messages_sent_total 2", "kotori_websocket_bytes_received_total 22",
        "kotori_websocket_bytes_sent_total 14", "kotori_websocket_unsent_bytes 0",
        "kotori_websocket_slow_closes_total{limit=\"bytes\"} 0", "kotori_connections 3",
        "kotori_connections_refused_total{limit=\"address\"} 0", "kotori_loop_busy_seconds_total{loop=\"1\"} 0"})
    EXPECT_THAT(page, HasSubstr("\n" + std::string(line) + "\n"));
}

TEST(Metrics, AddUpWhatAllLoopsHaveCounted) {
  TestServer server{counted(), {.loops = 3}};
  Caller caller{server};
  for (int i = 0; i < 9; ++i) caller.get("/rooms/a");
  EXPECT_THAT(caller.get("/metrics"), HasSubstr(requests(R"(route="/rooms/{room}",method="GET",status="2xx")", 9)));
}

TEST(Metrics, OfAnotherServerAreTold) {
  const Metrics metrics;
  Routes routes;
  routes.install(metrics);
  routes.websocket("/chat", [](WebSocket& socket) -> Task<> { co_await socket.receive(); });
  TestServer server{routes};
  Routes pages;
  pages.get("/metrics", metrics.page(server));
  TestServer beside{pages};
  auto ann = server.connect("/chat");
  const auto page = Caller{beside}.get("/metrics");
  EXPECT_THAT(page, HasSubstr("\nkotori_websockets 1\n"));
  EXPECT_THAT(page, HasSubstr(requests(R"(route="/chat",method="GET",status="1xx")", 1)));
}

TEST(Metrics, WithoutAServerTellWhatWasCounted) {
  const auto answer = Metrics{}.page()(Request{});
  const std::string text{answer.body.view()};
  EXPECT_THAT(text, HasSubstr("kotori_http_requests_in_flight 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("kotori_websockets")));
}

}  // namespace kotori::inline v0
