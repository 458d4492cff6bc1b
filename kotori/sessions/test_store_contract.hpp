#pragma once
#include "kotori/async/simulation.hpp"
#include "kotori/sessions/encoding.hpp"
#include "kotori/sessions/test_browser.hpp"

#include <gtest/gtest.h>
#include <string>

/// What every store of sessions does. A Ground has a `Simulation simulation`, a `TestClock clock`, and a `Store& store`
/// that reads the clock.
namespace kotori::inline v0::sessions {

inline std::string new_id() { return encode(random_bytes(32)); }

template <class Ground> struct StoreContract : testing::Test {
  std::optional<Record> read(std::string id) { return ground.simulation.run(ground.store.read(std::move(id))); }
  bool write(std::string id, Record record, Writing how = Writing::begin) {
    return ground.simulation.run(ground.store.write(std::move(id), std::move(record), how));
  }
  bool erase(std::string id) { return ground.simulation.run(ground.store.erase(std::move(id))); }
  std::vector<std::string> erase_user(std::string user) {
    return ground.simulation.run(ground.store.erase_user(std::move(user)));
  }
  Record record(std::string value, std::string user = "") {
    const auto now = ground.clock.now;
    return {.value = std::move(value), .user = std::move(user), .begun = now, .used = now, .expires = now + 1000};
  }
  Ground ground;
};
TYPED_TEST_SUITE_P(StoreContract);

TYPED_TEST_P(StoreContract, ReadsWhatWasWritten) {
  const auto id = new_id();
  const auto kept = this->record("{\"name\":\"\\u0000 小鳥 \\\"\"}", "ann");
  EXPECT_FALSE(this->read(id));
  EXPECT_TRUE(this->write(id, kept));
  EXPECT_EQ(this->read(id), kept);
  EXPECT_FALSE(this->read(new_id()));
}

TYPED_TEST_P(StoreContract, KeepsTheLaterOfTwoWrites) {
  const auto id = new_id();
  this->write(id, this->record("1"));
  EXPECT_TRUE(this->write(id, this->record("2"), Writing::again));
  EXPECT_EQ(this->read(id)->value, "2");
}

TYPED_TEST_P(StoreContract, DoesNotBringBackWhatWasErased) {
  const auto id = new_id();
  EXPECT_FALSE(this->write(id, this->record("1"), Writing::again));
  this->write(id, this->record("1"));
  EXPECT_TRUE(this->erase(id));
  EXPECT_FALSE(this->erase(id));
  EXPECT_FALSE(this->write(id, this->record("2"), Writing::again));
  EXPECT_FALSE(this->read(id));
}

TYPED_TEST_P(StoreContract, ErasesThoseOfAUserAsTheyAreNow) {
  const auto anns = new_id(), hers_later = new_id(), bobs = new_id(), nobodys = new_id();
  this->write(anns, this->record("1", "ann"));
  this->write(hers_later, this->record("2", "guest"));
  this->write(bobs, this->record("3", "bob"));
  this->write(nobodys, this->record("4"));
  this->write(hers_later, this->record("2", "ann"), Writing::again);
  auto erased = this->erase_user("ann");
  std::ranges::sort(erased);
  auto expected = std::vector{anns, hers_later};
  std::ranges::sort(expected);
  EXPECT_EQ(erased, expected);
  EXPECT_FALSE(this->read(anns) || this->read(hers_later));
  EXPECT_TRUE(this->read(bobs) && this->read(nobodys));
  EXPECT_TRUE(this->erase_user("ann").empty());
  EXPECT_TRUE(this->erase_user("guest").empty());
}

TYPED_TEST_P(StoreContract, KnowsNothingUnderWhatIsNoId) {
  for (const std::string& odd :
       {std::string(), std::string("."), std::string(".."), std::string("../lock"), std::string("lock"),
        std::string(43, '/'), std::string("a\0b", 3), std::string(5000, 'a'), std::string("' OR 1=1 --")}) {
    EXPECT_FALSE(this->read(odd)) << odd;
    EXPECT_FALSE(this->erase(odd)) << odd;
  }
}

TYPED_TEST_P(StoreContract, HoldsALongValue) {
  const auto id = new_id();
  const auto kept = this->record(std::string(longest_value, '\x01'), std::string(1000, '"'));
  this->write(id, kept);
  EXPECT_TRUE(this->read(id) == kept);
}

REGISTER_TYPED_TEST_SUITE_P(StoreContract, ReadsWhatWasWritten, KeepsTheLaterOfTwoWrites, DoesNotBringBackWhatWasErased,
                            ErasesThoseOfAUserAsTheyAreNow, KnowsNothingUnderWhatIsNoId, HoldsALongValue);

}  // namespace kotori::inline v0::sessions
