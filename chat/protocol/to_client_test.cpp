#include "chat/protocol/to_client.hpp"

#include <gtest/gtest.h>

namespace chat::protocol {
namespace {

const Person ann{{"a1"}, "Ann"};

}  // namespace

TEST(Answer, IsOneJsonObjectWithItsType) {
  EXPECT_EQ(to_text(Answer{Ok{"1", Seq{7}, 1'700'000'000'000}}),
            R"({"type":"ok","id":"1","seq":7,"at":1700000000000})");
  EXPECT_EQ(to_text(Answer{Ok{"1", {}, {}}}), R"({"type":"ok","id":"1"})");
  const Welcome welcome{"1", ann, {"phone"}, {"e"}, 25'000, {{lobby, {7}, {5}, 2, "all", false}}, {}};
  EXPECT_EQ(
      to_text(Answer{welcome}),
      R"({"type":"welcome","id":"1","user":{"id":"a1","name":"Ann"},"device":"phone","epoch":"e","heartbeat":25000,)"
      R"("rooms":[{"room":"lobby","head":7,"read":5,"unread":2,"topic":"all","closed":false}],)"
      R"("limits":{"text_bytes":16000,"name_characters":32,"topic_bytes":250,"history":100,"rooms":200,)"
      R"("resumed":1000}})");
}

TEST(Answer, RefusesByCodeAndSaysWhetherTryingAgainMayHelp) {
  EXPECT_EQ(to_text(Answer{refused("1", {RefusalCode::unavailable, "later"})}),
            R"({"type":"refused","id":"1","code":"unavailable","message":"later","retryable":true})");
  EXPECT_EQ(
      to_text(Answer{refused({}, {RefusalCode::malformed, "text must be a string", "text"})}),
      R"({"type":"refused","code":"malformed","message":"text must be a string","path":"text","retryable":false})");
}

TEST(Event, IsOneJsonObjectWithItsType) {
  EXPECT_EQ(to_text(Event{Said{lobby, {7}, 5, ann, "'hi'\n"}}),
            R"({"type":"said","room":"lobby","seq":7,"at":5,"user":{"id":"a1","name":"Ann"},"text":"'hi'\n"})");
  EXPECT_EQ(to_text(Event{Renamed{lobby, {8}, 5, ann, "user0"}}),
            R"({"type":"renamed","room":"lobby","seq":8,"at":5,"user":{"id":"a1","name":"Ann"},"was":"user0"})");
  EXPECT_EQ(to_text(Event{Here{lobby, ann}}), R"({"type":"here","room":"lobby","user":{"id":"a1","name":"Ann"}})");
  EXPECT_EQ(to_text(Event{Gone{lobby, ann}}), R"({"type":"gone","room":"lobby","user":{"id":"a1","name":"Ann"}})");
}

TEST(History, HasFactsAsTheyWereTold) {
  const HistoryPage page{"1", lobby, {Said{lobby, {7}, 5, ann, "hi"}}, true};
  EXPECT_EQ(to_text(Answer{page}), R"({"type":"history","id":"1","room":"lobby","facts":[)" +
                                       to_text(Event{Said{lobby, {7}, 5, ann, "hi"}}) + R"(],"more":true})");
}

}  // namespace chat::protocol
