#include "on_both_servers.hpp"

kotori::Routes everything();

template <class Server> struct RoutesInTables : testing::Test {
  Server server{everything()};

  std::string body(std::string target, std::string_view name = "Accept", std::string_view value = "*/*") {
    return answer(std::move(target), name, value).body;
  }
  kotori::client::ClientResponse answer(std::string target, std::string_view name, std::string_view value) {
    kotori::http::Headers headers;
    headers.add(name, value);
    return server.get(std::move(target), headers);
  }
};
TYPED_TEST_SUITE(RoutesInTables, BothServers);

TYPED_TEST(RoutesInTables, AnswerByTheirPatterns) {
  EXPECT_EQ(this->body("/api/rooms"), "all rooms\n");
  EXPECT_EQ(this->body("/api/rooms/lobby"), "the room where everyone is\n");
  EXPECT_EQ(this->body("/api/rooms/%E5%B0%8F%E9%B3%A5"), "the room 小鳥\n");
  EXPECT_EQ(this->body("/api/rooms/tree/messages"), "the newest 50 messages\n");
  EXPECT_EQ(this->body("/api/rooms/tree/messages/7?count=3"), "3 messages from 7 on\n");
  EXPECT_EQ(this->body("/api/rooms/tree/days/2026-11-23"), "what was said on 2026-11-23\n");
  EXPECT_EQ(this->body("/api/rooms/tree/pictures/nest.png"), "the picture nest\n");
  EXPECT_EQ(this->body("/api/rooms/tree/files/a/b%20c"), "the file a/b c\n");
}

TYPED_TEST(RoutesInTables, SayWhatIsWrong) {
  const auto wrong = [&](std::string target) { return this->server.get(std::move(target)); };
  EXPECT_EQ(wrong("/api/rooms/tree/days/yesterday").status, 404);
  EXPECT_EQ(wrong("/nothing").status, 404);
  const auto answer = wrong("/api/rooms/tree/messages/seven");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.headers.find("Content-Type"), "application/problem+json");
  EXPECT_NE(answer.body.find("number must be a whole number"), std::string::npos) << answer.body;
  EXPECT_EQ(wrong("/api/rooms/tree/messages?count=many").status, 400);
}

TYPED_TEST(RoutesInTables, AreChosenByWhatTheClientWants) {
  EXPECT_EQ(this->body("/api/statistics", "Accept", "text/*"), "1 room\n");
  EXPECT_EQ(this->body("/api/statistics", "Accept", "application/json"), "{\"rooms\":1}");
  EXPECT_EQ(this->answer("/api/statistics", "Accept", "image/png").status, 406);
  const auto post = [&](std::string_view type, std::string body) {
    kotori::http::Headers headers;
    headers.add("Content-Type", type);
    return this->server
        .ask({.method = "POST", .target = "/api/statistics", .headers = headers, .body = std::move(body)})
        .status;
  };
  EXPECT_EQ(post("application/json", "{}"), 204);
  EXPECT_EQ(post("text/plain", "{}"), 415);
  EXPECT_EQ(post("application/json", std::string(1025, ' ')), 413);
}

// region: hosts
TEST(RoutesOfAHost, AreThereForItAlone) {
  kotori::TestServer server{everything()};
  EXPECT_EQ(server.ask({.target = "/", .host = "chat.example"}).body, "for everyone\n");
  EXPECT_EQ(server.ask({.target = "/", .host = "admin.example"}).body, "for admins\n");
}
// end: hosts
