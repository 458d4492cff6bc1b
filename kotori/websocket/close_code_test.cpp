#include "kotori/websocket/close_code.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0 {

TEST(CloseCode, MayBeSentIfRegisteredOrFreeForApplications) {
  std::size_t sendable = 0;
  for (std::uint32_t number = 0; number <= 0xFFFF; ++number) {
    const bool expected =
        (number >= 1000 && number <= 1003) || (number >= 1007 && number <= 1014) || (number >= 3000 && number <= 4999);
    EXPECT_EQ(may_be_sent(CloseCode(number)), expected) << number;
    sendable += expected;
  }
  EXPECT_EQ(sendable, 4U + 8U + 2000U);
}

TEST(CloseCode, ThatOnlyDescribesALostConnectionIsNeverSent) {
  EXPECT_FALSE(may_be_sent(CloseCode::no_status));
  EXPECT_FALSE(may_be_sent(CloseCode::abnormal));
  EXPECT_FALSE(may_be_sent(CloseCode::tls_failure));
  EXPECT_TRUE(may_be_sent(CloseCode::slow_reader));
}

}  // namespace kotori::inline v0
