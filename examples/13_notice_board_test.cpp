#include "on_both_servers.hpp"

kotori::Routes notice_board();

template <class Server> struct NoticeBoard : testing::Test {
  Server server{notice_board()};

  kotori::client::ClientResponse post(std::string body, std::string_view type = "application/json") {
    kotori::http::Headers headers;
    headers.add("Content-Type", type);
    return server.ask({.method = "POST", .target = "/notes", .headers = headers, .body = std::move(body)});
  }
};
TYPED_TEST_SUITE(NoticeBoard, AllServers);

TYPED_TEST(NoticeBoard, TakesANoteAndGivesItBack) {
  const auto added = this->post(R"({"title":"小鳥","priority":"high","tags":["a","b"],"unknown":1})");
  EXPECT_EQ(added.status, 201);
  EXPECT_EQ(added.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(added.body, R"({"type":"added","number":1,"note":{"title":"小鳥","priority":"high","tags":["a","b"]}})");
  EXPECT_EQ(this->server.get("/notes/1").body, R"({"title":"小鳥","priority":"high","tags":["a","b"]})");
}

TYPED_TEST(NoticeBoard, SaysWhatIsWrongWithABody) {
  const auto refused = [&](int status, std::string_view body, std::string_view why) {
    const auto answer = this->post(std::string(body));
    EXPECT_EQ(answer.status, status) << body;
    EXPECT_EQ(answer.body, std::string(why) + "\n");
  };
  refused(422, R"({"title":"","priority":"low","tags":[]})", "In the body: title must not be empty.");
  refused(422, R"({"title":"x","priority":"urgent","tags":[]})",
          R"(In the body: priority must be one of "low", "high".)");
  refused(422, R"({"title":"x","priority":"low","tags":["a",2]})", "In the body: tags[1] must be a string.");
  EXPECT_EQ(this->post("{").status, 400);
  EXPECT_EQ(this->post("").status, 400);
  EXPECT_EQ(this->post(R"({"title":"x","priority":"low","tags":[]})", "text/plain").status, 415);
}

TYPED_TEST(NoticeBoard, SaysWhatIsWrongWithAPath) {
  EXPECT_EQ(this->server.get("/notes/7").status, 404);
  const auto answer = this->server.get("/notes/seven");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, "In the path, number must be a whole number from -2147483648 to 2147483647.\n");
}

TYPED_TEST(NoticeBoard, ShowsWhatHappensAndGoesOnWhenItDoesNotUnderstand) {
  auto ann = this->server.connect("/notes/live");
  ann.says(R"({"type":"add","note":{"title":"cake","priority":"low","tags":[]}})");
  EXPECT_EQ(ann.hears(), R"({"type":"added","number":1,"note":{"title":"cake","priority":"low","tags":[]}})");
  ann.says(R"({"type":"remove","number":0})");
  EXPECT_EQ(ann.hears(), R"({"type":"not_understood","path":"number","why":"number must be from 1 to 1000000"})");
  auto bob = this->server.connect("/notes/live");
  EXPECT_EQ(bob.hears(), R"({"type":"added","number":1,"note":{"title":"cake","priority":"low","tags":[]}})");
  bob.says(R"({"type":"remove","number":1})");
  EXPECT_EQ(ann.hears(), R"({"type":"removed","number":1})");
}

TYPED_TEST(NoticeBoard, TellsItsSchema) {
  EXPECT_NE(this->server.get("/notes.schema.json").body.find(R"("number":{"type":"integer","minimum":1,)"),
            std::string::npos);
}
