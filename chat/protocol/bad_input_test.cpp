#include "chat/protocol/from_client.hpp"
#include "chat/protocol/test_spoiled.hpp"
#include "chat/protocol/to_client.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>

namespace chat::protocol {
namespace {

const json::Model& commands() { return json::model_of<FromClient>(); }

/// The start of what it says, for a test that fails.
std::string front_of(const std::string& text) { return text.substr(0, 400); }

void expect_refusal(const test::Spoiled& bad, const Refused& refused) {
  EXPECT_FALSE(refused.retryable);
  EXPECT_FALSE(refused.message.empty());
  EXPECT_LT(to_text(Answer{refused}).size(), 8192U);
  if (!bad.well_formed) {
    EXPECT_EQ(refused.code, RefusalCode::malformed);
    return;
  }
  ASSERT_TRUE(refused.path);
  EXPECT_TRUE(refused.path->starts_with(bad.path)) << *refused.path;
  EXPECT_TRUE(refused.message.starts_with(*refused.path)) << refused.message;
  if (bad.path != "id") EXPECT_EQ(refused.id, "x");
}

/// How many bounds this type lacks, with what is in it.
std::size_t unbounded(const json::Model& model, std::size_t most) {
  std::size_t count = 0;
  const bool holds =
      model.kind == json::Kind::string || model.kind == json::Kind::array || model.kind == json::Kind::map;
  if (holds && std::min(most, model.most) == json::unlimited) ++count;
  for (const auto& field : model.fields) count += unbounded(field.model(), field.most);
  for (const auto part : model.parts) count += unbounded(part(), json::unlimited);
  return count;
}

}  // namespace

TEST(EveryCommand, IsTakenWhenItFits) {
  for (const auto command : commands().parts) {
    const auto text = test::sound(command());
    EXPECT_TRUE(read_command(text)) << text;
  }
}

TEST(EveryCommand, IsRefusedWithItsIdAndThePathWhenAnythingInItDoesNotFit) {
  std::size_t refused = 0;
  for (const auto command : commands().parts)
    for (const auto& bad : test::spoiled(command())) {
      SCOPED_TRACE(bad.path + " of " + front_of(bad.text));
      const auto read = read_command(bad.text);
      EXPECT_TRUE(!read || (bad.may_fit && bad.well_formed));
      if (!read) expect_refusal(bad, read.error()), ++refused;
      if (testing::Test::HasFailure()) return;
    }
  EXPECT_GT(refused, 2000U);
}

TEST(EveryMessage, HasOnlyStringsAndArraysWithACap) {
  for (const auto& side : {commands(), json::model_of<Notice>(), json::model_of<Event>()})
    for (const auto message : side.parts) EXPECT_EQ(unbounded(message(), json::unlimited), 0U) << message().tag;
}

TEST(EveryCommand, IsTheSameWithFieldsThatNobodyKnows) {
  for (const auto command : commands().parts) {
    const auto text = test::sound(command());
    const auto more = text.substr(0, text.size() - 1) + R"(,"at":5,"user":{"id":"x"},"dance":[[{}]]})";
    EXPECT_EQ(read_command(more), read_command(text)) << text;
  }
}

TEST(NoClient, SaysWhatOnlyTheServerSays) {
  std::set<std::string_view> known;
  for (const auto command : commands().parts) known.insert(command().tag);
  for (const auto& from_server : {json::model_of<Answer>(), json::model_of<Notice>(), json::model_of<Event>()})
    for (const auto message : from_server.parts) {
      if (known.contains(message().tag)) continue;
      const auto text = test::sound(message());
      const auto read = read_command(text);
      ASSERT_FALSE(read) << text;
      EXPECT_EQ(read.error().code, RefusalCode::unknown_type) << text;
      EXPECT_EQ(read.error().path, "type");
    }
}

}  // namespace chat::protocol
