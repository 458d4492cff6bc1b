#include "kotori/features/trace_context.hpp"

#include "kotori/features/test_fields.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <gtest/gtest.h>

/// W3C Trace Context.
namespace kotori::inline v0 {
namespace {

constexpr std::string_view trace_id = "4bf92f3577b34da6a3ce929d0e0e4736", span = "00f067aa0ba902b7";
const std::string whole = "00-" + std::string(trace_id) + "-" + std::string(span) + "-01";

Routes traced(TraceContext context) {
  Routes routes;
  routes.get("/", [](const Request& request) {
    const auto& trace = request.attributes.get<Trace>();
    http::Headers headers;
    trace.add_to(headers);
    auto response = Response::text(trace.trace_id + " " + trace.parent_id);
    response.add(headers);
    return response;
  });
  routes.websocket("/chat", [](WebSocket& socket) -> Task<> {
    socket.send(socket.session<Trace>().trace_id);
    co_return;
  });
  routes.install(context);
  return routes;
}
}  // namespace

TEST(ATraceparent, IsTakenApart) {
  const auto trace = parse_traceparent(whole);
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->trace_id, trace_id);
  EXPECT_EQ(trace->parent_id, span);
  EXPECT_EQ(trace->flags, 1);
}

TEST(ATraceparent, OfALaterVersionMaySayMore) {
  EXPECT_TRUE(parse_traceparent("cc" + whole.substr(2)));
  EXPECT_TRUE(parse_traceparent("cc" + whole.substr(2) + "-what"));
  EXPECT_FALSE(parse_traceparent("cc" + whole.substr(2) + "what"));
  EXPECT_FALSE(parse_traceparent(whole + "-what"));
  EXPECT_FALSE(parse_traceparent("ff" + whole.substr(2)));
}

TEST(ATraceparent, ThatIsMalformedIsNone) {
  EXPECT_FALSE(parse_traceparent(""));
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(parse_traceparent(whole.substr(0, size)));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char other : {'g', 'A', ' ', '\0'}) {
      auto text = whole;
      text[at] = other;
      EXPECT_FALSE(parse_traceparent(text)) << text;
    }
  EXPECT_FALSE(parse_traceparent("00-" + std::string(32, '0') + "-" + std::string(span) + "-01"));
  EXPECT_FALSE(parse_traceparent("00-" + std::string(trace_id) + "-" + std::string(16, '0') + "-01"));
}

TEST(ATrace, GoesOnAndIsPassedOn) {
  TestServer server{traced({})};
  const auto answer = server.get("/", fields({{"traceparent", whole}, {"tracestate", "a=1"}, {"tracestate", "b=2"}}));
  EXPECT_EQ(answer.body, std::string(trace_id) + " " + std::string(span));
  const auto passed = parse_traceparent(answer.headers.find("traceparent").value_or(""));
  ASSERT_TRUE(passed);
  EXPECT_EQ(passed->trace_id, trace_id);
  EXPECT_NE(passed->parent_id, span);
  EXPECT_EQ(passed->flags, 1);
  EXPECT_EQ(answer.headers.find("tracestate"), "a=1, b=2");
}

TEST(ATrace, BeginsAnewWhenThereIsNoneOrItIsMalformed) {
  TestServer server{traced({})};
  for (const auto& headers : {fields({}), fields({{"traceparent", "nonsense"}, {"tracestate", "a=1"}}),
                              fields({{"traceparent", whole}, {"traceparent", whole}})}) {
    const auto answer = server.get("/", headers);
    const auto passed = parse_traceparent(answer.headers.find("traceparent").value_or(""));
    ASSERT_TRUE(passed);
    EXPECT_NE(passed->trace_id, trace_id);
    EXPECT_EQ(answer.body, passed->trace_id + " ");
    EXPECT_FALSE(answer.headers.contains("tracestate"));
  }
}

TEST(ATrace, BeginsAnewForStrangersIfTold) {
  TestServer server{traced({.goes_on = false})};
  EXPECT_NE(server.get("/", fields({{"traceparent", whole}})).body.substr(0, 32), trace_id);
}

TEST(ATrace, HasAStateOf512BytesAtMost) {
  TestServer server{traced({})};
  const auto state_of = [&](std::size_t size) {
    return server.get("/", fields({{"traceparent", whole}, {"tracestate", "a=" + std::string(size - 2, 'x')}}))
        .headers.contains("tracestate");
  };
  EXPECT_TRUE(state_of(512));
  EXPECT_FALSE(state_of(513));
}

TEST(ATrace, ReachesAConversation) {
  TestServer server{traced({})};
  auto ann = server.connect("/chat", fields({{"traceparent", whole}}));
  EXPECT_EQ(ann.hears(), trace_id);
}

}  // namespace kotori::inline v0
