#include "chat/protocol/from_client.hpp"
#include "chat/protocol/to_client.hpp"
#include "kotori/json/write.hpp"
#include "tools/protocol_docs/vocabulary.hpp"

#include <set>
#include <stdexcept>

namespace protocol_docs {
namespace {

using namespace chat;
using namespace chat::protocol;

const Person ann{{"0f2b6c3ad41e4f5899a1b2c3d4e5f607"}, "Ann"};
const Person bob{{"77aa41c09b3d4e66b1f2a3948576c8d0"}, "小鳥"};
const RoomName garden{"garden"};
const Epoch epoch{"9c1e5d7f0a2b4c6d8e9fa0b1c2d3e4f5"};
constexpr kotori::UnixMillis noon = 1'764'000'000'000;

std::vector<FromClient> commands() {
  return {
      Hello{"1", {"firefox-3f2a"}, {}},
      Hello{"1", {"firefox-3f2a"}, Resume{epoch, {{lobby, {119}, noon}, {garden, {0}, {}}}}},
      Say{"2", garden, {"c1"}, "Who has seen the robin?", {}},
      Say{"3", garden, {"c2"}, "I have!", Seq{3}},
      EditMessage{"4", garden, {"c3"}, {3}, "Who has seen the robin today?"},
      DeleteMessage{"5", garden, {"c4"}, {3}},
      ReactTo{"6", garden, {"c5"}, {3}, "👍"},
      UnreactTo{"7", garden, {"c6"}, {3}, "👍"},
      PinMessage{"8", garden, {"c7"}, {3}},
      UnpinMessage{"9", garden, {"c8"}, {3}},
      OpenRoom{"10", garden, {"c9"}, "Birds and beds"},
      JoinRoom{"11", garden, {"c10"}},
      LeaveRoom{"12", garden, {"c11"}},
      SetRoomTopic{"13", garden, {"c12"}, "Birds, beds and bees"},
      CloseRoom{"14", garden, {"c13"}},
      Rename{"15", {"c14"}, "Ann"},
      Typing{"16", garden},
      MarkRead{"17", garden, {7}},
      History{.id = "18", .room = garden, .before = Seq{120}, .limit = 50},
      History{.id = "19", .room = garden, .around = Seq{60}, .thread = Seq{3}},
      Fill{"20", garden, {7}, {12}},
      ListRooms{"21", RoomName{"garden"}, 50},
  };
}

std::vector<Fact> told_facts() {
  return {
      Said{garden, {4}, noon, bob, "I have!", Seq{3}, Seq{3}, {}},
      Edited{garden, {5}, noon, ann, {3}, "Who has seen the robin today?"},
      Deleted{garden, {6}, noon, ann, {3}},
      Reacted{garden, {7}, noon, bob, {3}, "👍"},
      Unreacted{garden, {8}, noon, bob, {3}, "👍"},
      Pinned{garden, {9}, noon, bob, {3}},
      Unpinned{garden, {10}, noon, bob, {3}},
      Joined{garden, {2}, noon, bob},
      Left{garden, {11}, noon, bob},
      Renamed{lobby, {120}, noon, ann, "user7"},
      Opened{garden, {1}, noon, ann, "Birds and beds"},
      TopicSet{garden, {12}, noon, ann, "Birds, beds and bees"},
      Closed{garden, {13}, noon, ann},
  };
}

std::vector<Event> told_events() {
  return {Here{garden, bob}, Gone{garden, bob}, Crowd{lobby, 4711, {}}, Writing{garden, {bob}}};
}

Said with_state() {
  const MessageState state{.edited = Seq{5}, .replies = 1, .reactions = std::vector<Reaction>{{"👍", 1, {bob.id}}}};
  return {garden, {3}, noon, ann, "Who has seen the robin today?", {}, {}, state};
}

std::vector<Answer> told_answers() {
  return {
      Welcome{"1",
              ann,
              {"firefox-3f2a"},
              epoch,
              heartbeat_milliseconds,
              {{lobby, {119}, {119}, 0, "", false}, {garden, {13}, {7}, 6, "Birds, beds and bees", false}},
              {}},
      Ok{"2", Seq{3}, noon},
      Ok{"11", {}, {}},
      refused("2", {RefusalCode::malformed, "text must be a string", "text"}),
      refused("2", {RefusalCode::unavailable, "this cannot be kept now; send it again"}),
      HistoryPage{"18", garden, {with_state(), told_facts().front()}, true, {}},
      RoomList{"21", {{lobby, "", 0}, {{"garden"}, "Birds, beds and bees", 2}}, false},
  };
}

std::vector<Notice> told_notices() {
  return {
      CaughtUp{garden, {13}, {ann, bob}, 2},       Reset{garden, epoch, {4'711}, {with_state()}, true},
      Heartbeat{{{lobby, {120}}, {garden, {13}}}}, ReadElsewhere{garden, {7}},
      MembershipElsewhere{garden, true},
  };
}

template <class Variant> void add(std::vector<Example>& all, const std::vector<Variant>& messages) {
  for (const auto& message : messages)
    std::visit(
        [&](const auto& each) {
          all.push_back({json::model_of<std::decay_t<decltype(each)>>().name, json::write(message)});
        },
        message);
}

void expect_one_of_each(const std::vector<Example>& all) {
  std::set<std::string_view> shown;
  for (const auto& example : all) shown.insert(example.name);
  auto messages = to_client();
  messages.insert(messages.end(), from_client().begin(), from_client().end());
  for (const auto& message : messages)
    if (!shown.contains(message.model->name))
      throw std::runtime_error("there is no example of " + std::string{message.model->name});
}

}  // namespace

const std::vector<Example>& examples() {
  static const auto all = [] {
    std::vector<Example> found;
    add(found, commands());
    add(found, told_answers());
    add(found, told_notices());
    add(found, told_facts());
    add(found, told_events());
    expect_one_of_each(found);
    return found;
  }();
  return all;
}

}  // namespace protocol_docs
