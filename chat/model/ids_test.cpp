#include "chat/model/ids.hpp"

#include <gtest/gtest.h>

namespace chat {

TEST(Id, IsOneTo64PlainCharacters) {
  EXPECT_TRUE(is_well_formed_id("Az09_-"));
  EXPECT_TRUE(is_well_formed_id(std::string(64, 'a')));
  for (const auto& id :
       {std::string{}, std::string(65, 'a'), std::string{"a b"}, std::string{"a\0", 2}, std::string{"é"}})
    EXPECT_FALSE(is_well_formed_id(id)) << id;
}

TEST(UserId, Is32HexDigitsThatNobodyElseHas) {
  const auto first = random_user_id(), second = random_user_id();
  EXPECT_TRUE(is_well_formed_user_id(first.value)) << first.value;
  EXPECT_NE(first, second);
}

}  // namespace chat
