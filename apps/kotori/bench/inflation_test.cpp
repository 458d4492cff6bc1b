#include "apps/kotori/bench/inflation.hpp"

#include "kotori/websocket/deflater.hpp"

#include <gtest/gtest.h>

namespace bench {
namespace {

struct Compressed : testing::Test {
  kotori::websocket::Deflater deflater{15};
  Inflation inflation;
};

TEST_F(Compressed, IsHeardAsItWasSaidHoweverOftenItComes) {
  const auto ann = deflater.deflate("ann says hello hello hello"), bob = deflater.deflate("bob says bye bye bye bye");
  for (const auto& [heard, said] : {std::pair{ann, "ann says hello hello hello"},
                                    {ann, "ann says hello hello hello"},
                                    {bob, "bob says bye bye bye bye"},
                                    {ann, "ann says hello hello hello"}})
    EXPECT_EQ(inflation.inflate(heard), said);
}

TEST_F(Compressed, MayHoldNothing) { EXPECT_EQ(inflation.inflate(deflater.deflate("")), ""); }

}  // namespace
}  // namespace bench
