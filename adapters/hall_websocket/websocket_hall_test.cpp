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
  WebSocketHall hall{chat::Seq{6}};
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

Said said(std::uint64_t seq) {
  return {.room = {"lobby"}, .seq = {seq}, .at = 5, .user = {.id = {"u1"}, .name = "Ann"}, .text = "hi"};
}

std::vector<int> seqs(const Texts& texts) {
  std::vector<int> all;
  for (const auto& text : texts) all.push_back(std::stoi(text.substr(text.find("\"seq\":") + 6)));
  return all;
}

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

TEST_F(AHall, RepeatsToALatecomerWhatItWasToldAfterAPlace) {
  act([&] { hall.tell(std::vector<Event>{said(7), said(8), said(9)}); });
  ann->client->heard.clear();
  act([&] {
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {7}, 5}), chat::Replay::done);
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {9}, {}}), chat::Replay::done);
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {6}, {}}), chat::Replay::done);
  });
  EXPECT_EQ(seqs(ann->client->heard), (std::vector<int>{8, 9, 7, 8, 9}));
}

TEST_F(AHall, SaysWhenItDoesNotRememberAndWhenTheLatecomerKnowsAnotherFact) {
  act([&] {
    hall.tell(std::vector<Event>{said(7), said(8)});
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {5}, {}}), chat::Replay::forgotten);
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {6}, 5}), chat::Replay::forgotten);
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {9}, {}}), chat::Replay::forgotten);
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {7}, 4}), chat::Replay::misfit);
  });
  EXPECT_EQ(ann->client->heard.size(), 2U);
}

TEST_F(AHall, RemembersWhatOthersReadInTheLogIfItLeadsUpToWhatItWasTold) {
  act([&] {
    hall.tell(std::vector<Event>{said(7)});
    hall.remember(std::vector<Fact>{said(3), said(4)}, {7});
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {3}, {}}), chat::Replay::forgotten);
    hall.remember(std::vector<Fact>{said(4), said(5), said(6), said(7)}, {7});
    ann->client->heard.clear();
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {3}, {}}), chat::Replay::done);
  });
  EXPECT_EQ(seqs(ann->client->heard), (std::vector<int>{7, 4, 5, 6, 7}));
}

TEST_F(AHall, RemembersNoTextThatHasBeenDeleted) {
  act([&] {
    hall.tell(std::vector<Event>{said(7), Deleted{{"lobby"}, {8}, 5, {{"u1"}, "Ann"}, {7}}});
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {6}, {}}), chat::Replay::forgotten);
    hall.remember(std::vector<Fact>{said(6), said(7)}, {7});
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {6}, {}}), chat::Replay::forgotten);
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {7}, {}}), chat::Replay::done);
  });
}

TEST_F(AHall, RemembersABoundedNumberOfFacts) {
  act([&] {
    for (std::uint64_t seq = 7; seq < 207; ++seq) hall.tell(std::vector<Event>{said(seq)});
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {77}, {}}), chat::Replay::forgotten);
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {78}, {}}), chat::Replay::done);
    hall.remember(std::vector<Fact>{said(77), said(78)}, {206});
    EXPECT_EQ(hall.replay(*ann_hears, {{"lobby"}, {76}, {}}), chat::Replay::forgotten);
  });
}

TEST_F(AHall, RemembersABoundedNumberOfBytes) {
  auto long_one = said(7);
  long_one.text = std::string(200'000, 'x');
  act([&] {
    hall.tell(std::vector<Event>{long_one});
    long_one.seq = {8};
    hall.tell(std::vector<Event>{long_one});
    EXPECT_EQ(hall.replay(*bob_hears, {{"lobby"}, {6}, {}}), chat::Replay::forgotten);
    EXPECT_EQ(hall.replay(*bob_hears, {{"lobby"}, {8}, {}}), chat::Replay::done);
  });
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
