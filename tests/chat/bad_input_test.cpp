#include "adapters/log_sqlite/test_directory.hpp"
#include "chat/protocol/test_spoiled.hpp"
#include "kotori/json/json.hpp"
#include "kotori/json/model.hpp"
#include "tests/chat/clients.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

/// Every field of every command spoiled in every way, on one connection: each is refused, says where it is wrong, and
/// has no effect.
namespace {

/// What would be answered by a close instead: texts that are not UTF-8, and messages over the limit.
bool comes_through(const test::Spoiled& bad) {
  return bad.text.size() <= 64 * 1024 && bad.text.find('\xFF') == std::string::npos;
}

}  // namespace

TEST(BadInput, IsRefusedAndHasNoEffect) {
  const adapters::TestDirectory directory;
  Chat chat{directory.path()};
  JsonClient ann{chat}, bob{chat};
  const auto name = ann.enters().user.name;
  bob.enters();
  ann.hears();
  std::size_t refused = 0;
  for (const auto command : kotori::json::model_of<FromClient>().parts)
    for (const auto& bad : test::spoiled(command())) {
      if (bad.may_fit || !comes_through(bad)) continue;
      const auto answer = kotori::json::read<Refused>(ann.sends(bad.text));
      ASSERT_TRUE(answer) << bad.text.substr(0, 400) << ": " << answer.error().message;
      EXPECT_FALSE(answer->retryable);
      if (bad.well_formed) EXPECT_TRUE(answer->path.value_or("").starts_with(bad.path)) << bad.text.substr(0, 400);
      ++refused;
    }
  EXPECT_GT(refused, 2000U);
  EXPECT_TRUE(bob.hears().empty());
  EXPECT_TRUE(bob.reads({.id = "page", .room = chat::lobby}).facts.empty());
  EXPECT_EQ(bob.asks<RoomList>(ListRooms{.id = "rooms"}).rooms.size(), 1U);
  EXPECT_EQ(JsonClient(chat, ann.cookie()).enters().user.name, name);
}
