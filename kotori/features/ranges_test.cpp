#include "kotori/features/ranges.hpp"

#include "kotori/testing/test_server.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {

Routes with_ranges() {
  Routes routes;
  routes.install(Ranges{});
  routes.get("/text", [](const Request&) {
    auto response = Response::text("0123456789");
    response.headers.add("ETag", "\"e\"");
    return response;
  });
  routes.post("/text", [](const Request&) { return Response::text("posted"); });
  routes.get("/none", [](const Request&) {
    auto response = Response::text("0123456789");
    response.headers.add("Accept-Ranges", "none");
    return response;
  });
  routes.get("/gone", [](const Request&) { return Response::text("0123456789", Status::gone); });
  routes.get("/made", [](const Request&) {
    return Response::stream("text/plain", []() -> Task<std::optional<std::string>> { co_return std::nullopt; });
  });
  return routes;
}

http::Headers headers(std::initializer_list<http::Field> fields) {
  http::Headers headers;
  for (const auto& [name, value] : fields) headers.add(name, value);
  return headers;
}

}  // namespace

TEST(Ranges, GiveAPartOfAnAnswer) {
  TestServer server{with_ranges()};
  const auto part = server.get("/text", headers({{"Range", "bytes=-3"}}));
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.headers.find("Content-Range"), "bytes 7-9/10");
  EXPECT_EQ(part.body, "789");
  EXPECT_EQ(server.get("/text").headers.find("Accept-Ranges"), "bytes");
  EXPECT_EQ(server.get("/text").body, "0123456789");
}

TEST(Ranges, GiveSeveralParts) {
  TestServer server{with_ranges()};
  const auto parts = server.get("/text", headers({{"Range", "bytes=8-,0-1"}}));
  EXPECT_EQ(parts.status, 206);
  EXPECT_TRUE(parts.body.contains("Content-Range: bytes 8-9/10\r\n\r\n89\r\n--"));
  EXPECT_TRUE(parts.body.contains("Content-Range: bytes 0-1/10\r\n\r\n01\r\n--"));
}

TEST(Ranges, AreOfTheVersionThatIsMeant) {
  TestServer server{with_ranges()};
  const auto ask = [&](std::string_view version) {
    return server.get("/text", headers({{"Range", "bytes=0-0"}, {"If-Range", version}})).body;
  };
  EXPECT_EQ(ask("\"e\""), "0");
  EXPECT_EQ(ask("\"f\""), "0123456789");
  EXPECT_EQ(ask("W/\"e\""), "0123456789");
}

TEST(Ranges, SayWhenThereIsNothingThere) {
  TestServer server{with_ranges()};
  const auto none = server.get("/text", headers({{"Range", "bytes=10-"}}));
  EXPECT_EQ(none.status, 416);
  EXPECT_EQ(none.headers.find("Content-Range"), "bytes */10");
}

TEST(Ranges, LeaveEverythingElseAlone) {
  TestServer server{with_ranges()};
  const auto range = headers({{"Range", "bytes=0-0"}});
  EXPECT_EQ(server.get("/none", range).body, "0123456789");
  EXPECT_EQ(server.get("/gone", range).body, "0123456789");
  EXPECT_EQ(server.get("/made", range).status, 200);
  EXPECT_EQ(server.ask({.method = "POST", .target = "/text", .headers = range}).body, "posted");
  EXPECT_EQ(server.get("/nowhere", range).status, 404);
}

}  // namespace kotori::inline v0
