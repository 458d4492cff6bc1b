#include "kotori/async/worker.hpp"
#include "on_both_servers.hpp"

using namespace kotori;

Routes people(Worker& hashing);

namespace {

// region: worlds
struct InMemory {
  Simulation simulation{1, 2};
  TestServer server{simulation, people(simulation.worker())};
};
struct OverSockets {
  WorkerThreads hashing;
  LiveServer server{people(hashing)};
};

// end: worlds

// region: browser
/// A browser, as far as one cookie goes.
template <class Server> class Browser {
 public:
  explicit Browser(Server& server) : server_(server) {}

  int posts(std::string target, std::string body = "{}") {
    auto headers = with_cookie();
    headers.add("Content-Type", "application/json");
    const auto answer = server_.ask(
        {.method = "POST", .target = std::move(target), .headers = std::move(headers), .body = std::move(body)});
    if (const auto cookie = answer.headers.find("Set-Cookie")) cookie_ = cookie->substr(0, cookie->find(';'));
    return answer.status;
  }
  TestPeer connects() { return server_.connect("/inside/chat", with_cookie()); }
  const std::string& cookie() const { return cookie_; }

 private:
  http::Headers with_cookie() const {
    http::Headers headers;
    if (!cookie_.empty()) headers.add("Cookie", cookie_);
    return headers;
  }

  Server& server_;
  std::string cookie_;
};

// end: browser

constexpr auto ann = R"({"name":"Ann","password":"correct horse"})";

}  // namespace

// region: fixture
template <class World> struct People : testing::Test {
  World world;
  Browser<decltype(World::server)> browser{world.server}, other{world.server};
};
using BothWorlds = testing::Types<InMemory, OverSockets>;
TYPED_TEST_SUITE(People, BothWorlds);
// end: fixture

TYPED_TEST(People, LogInWithTheirPasswordAndTalkUnderTheirName) {
  EXPECT_EQ(this->browser.posts("/account", ann), 201);
  EXPECT_EQ(this->browser.posts("/account", ann), 409);
  EXPECT_EQ(this->browser.posts("/account/login", R"({"name":"Ann","password":"wrong"})"), 401);
  EXPECT_EQ(this->browser.posts("/account/login", R"({"name":"Bob","password":"correct horse"})"), 401);
  EXPECT_EQ(this->browser.connects().status(), 401);

  EXPECT_EQ(this->browser.posts("/account/login", ann), 204);
  auto socket = this->browser.connects();
  socket.says("hi");
  EXPECT_EQ(socket.hears(), "Ann said: hi");
}

TYPED_TEST(People, HaveANewIdAfterEachLogin) {
  this->browser.posts("/account", ann);
  this->browser.posts("/account/login", ann);
  const auto before = this->browser.cookie();
  this->browser.posts("/account/login", ann);
  EXPECT_NE(this->browser.cookie(), before);
}

// region: everywhere
TYPED_TEST(People, AreGoneEverywhereWhenTheySaySo) {
  this->browser.posts("/account", ann);
  this->browser.posts("/account/login", ann);
  this->other.posts("/account/login", ann);
  auto socket = this->other.connects();
  socket.says("from my telephone");
  EXPECT_EQ(socket.hears(), "Ann said: from my telephone");

  EXPECT_EQ(this->browser.posts("/account/logout/everywhere"), 204);
  EXPECT_EQ(socket.closed_with(), CloseCode::session_ended);
  EXPECT_EQ(this->other.connects().status(), 401);
  EXPECT_EQ(this->browser.connects().status(), 401);
}

// end: everywhere

TYPED_TEST(People, LeaveByLoggingOut) {
  this->browser.posts("/account", ann);
  this->browser.posts("/account/login", ann);
  EXPECT_EQ(this->browser.posts("/account/logout"), 204);
  EXPECT_EQ(this->browser.connects().status(), 401);
}

// region: guessing
TEST(Guessing, IsSlowedDown) {
  InMemory world;
  Browser browser{world.server};
  for (int guess = 0; guess < 10; ++guess) EXPECT_EQ(browser.posts("/account/login", ann), 401);
  EXPECT_EQ(browser.posts("/account/login", ann), 429);
  world.server.advance(std::chrono::seconds{6});  // one more each six seconds
  EXPECT_EQ(browser.posts("/account/login", ann), 401);
  EXPECT_EQ(browser.posts("/account/login", ann), 429);
}
// end: guessing
