#include "kotori/base/log.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::log {

TEST(LogLine, IsTheEventAndThenEachFieldByName) {
  EXPECT_EQ(line("server listening", {{"address", "127.0.0.1:8080"}, {"loops", 2}}),
            "server listening address=127.0.0.1:8080 loops=2");
}

TEST(LogLine, TakesTextsNumbersAndTruths) {
  const std::string text = "as said";
  EXPECT_EQ(line("seen", {{"text", text}, {"bytes", std::size_t{18'446'744'073'709'551'615U}}, {"change", -1}}),
            R"(seen text="as said" bytes=18446744073709551615 change=-1)");
  EXPECT_EQ(line("seen", {{"seconds", 0.25}, {"share", 1.5F}, {"tls", true}, {"reused", false}}),
            "seen seconds=0.25 share=1.5 tls=true reused=false");
}

TEST(LogLine, QuotesWhatIsNotOneWordSoThatNoInputForgesALine) {
  EXPECT_EQ(line("refused", {{"name", "a\nerror forged=1"}}), R"(refused name="a\nerror forged=1")");
  EXPECT_EQ(line("refused", {{"name", "say \"hi\"\x1b[31m"}}), R"(refused name="say \"hi\"\x1b[31m")");
  EXPECT_EQ(line("refused", {{"name", ""}}), R"(refused name="")");
}

TEST(LogLine, KeepsJapanese) { EXPECT_EQ(line("here", {{"name", "小鳥"}}), "here name=小鳥"); }

}  // namespace kotori::inline v0::log
