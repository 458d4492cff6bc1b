#include "adapters/hall_websocket/websocket_hall.hpp"

#include "kotori/websocket/test_sockets.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace adapters {
namespace {
using namespace chat::protocol;
using Texts = std::vector<std::string>;

struct AHall : testing::Test {
  kotori::Simulation simulation;
  kotori::WebSocketOptions options;
  WebSocketHall hall;
  std::unique_ptr<kotori::websocket::TestConversation> ann = connect(), bob = connect();
  std::unique_ptr<SocketRecipient> ann_hears, bob_hears;

  std::unique_ptr<kotori::websocket::TestConversation> connect() {
    return std::make_unique<kotori::websocket::TestConversation>(simulation, simulation.loop(), simulation.loop(),
                                                                 options);
  }
  void act(kotori::Job job) { simulation.run_on(simulation.loop(), std::move(job)); }
  void SetUp() override {
    ann_hears = std::make_unique<SocketRecipient>(ann->server->socket, WireFormat::json);
    bob_hears = std::make_unique<SocketRecipient>(bob->server->socket, WireFormat::plain_text);
    act([&] {
      hall.seat(*ann_hears);
      hall.seat(*bob_hears);
    });
  }
  void TearDown() override {
    act([&] {
      hall.unseat(*ann_hears);
      hall.unseat(*bob_hears);
    });
  }
};

const Said hi{.room = {"lobby"}, .seq = {7}, .at = 5, .user = {.id = {"u1"}, .name = "Ann"}, .text = "hi"};
}  // namespace

TEST_F(AHall, TellsEachMemberInItsOwnFormat) {
  act([&] { hall.tell(std::vector<Event>{hi}); });
  EXPECT_EQ(ann->client->heard,
            (Texts{R"({"type":"said","room":"lobby","seq":7,"at":5,"user":{"id":"u1","name":"Ann"},"text":"hi"})"}));
  EXPECT_EQ(bob->client->heard, (Texts{"Ann said: hi"}));
}

TEST_F(AHall, TellsPlainVisitorsNothingButWhatIsSaid) {
  act([&] { hall.tell(std::vector<Event>{Here{.room = {"lobby"}, .user = {.id = {"u2"}, .name = "Eve"}}, hi}); });
  EXPECT_EQ(ann->client->heard.size(), 2U);
  EXPECT_EQ(bob->client->heard, (Texts{"Ann said: hi"}));
}

TEST_F(AHall, TellsNothingToWhoHasLeft) {
  act([&] { hall.unseat(*bob_hears); });
  act([&] { hall.tell(std::vector<Event>{hi}); });
  EXPECT_TRUE(bob->client->heard.empty());
  EXPECT_EQ(ann->client->heard.size(), 1U);
}

TEST_F(AHall, LetsADirectAnswerStandWhereItWasGiven) {
  act([&] {
    hall.tell(std::vector<Event>{hi});
    ann_hears->tell(Ok{.id = "1", .seq = {{7}}});
    hall.tell(std::vector<Event>{hi});
  });
  ASSERT_EQ(ann->client->heard.size(), 3U);
  EXPECT_EQ(ann->client->heard[1], R"({"type":"ok","id":"1","seq":7})");
}

TEST_F(AHall, AsksAPlainVisitorToComeBackWhoseWordsCannotBeKeptNow) {
  const auto unavailable = refused("", {RefusalCode::unavailable, "not now"});
  act([&] {
    ann_hears->tell(unavailable);
    bob_hears->tell(unavailable);
  });
  EXPECT_TRUE(ann->server->socket.is_open());
  EXPECT_FALSE(bob->server->socket.is_open());
  EXPECT_EQ(bob->client->heard, (Texts{"[server] not now"}));
  EXPECT_EQ(bob->client->socket.peer_close().code, kotori::CloseCode::try_again_later);
}

}  // namespace adapters
