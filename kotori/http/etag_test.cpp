#include "kotori/http/etag.hpp"

#include <gtest/gtest.h>

/// RFC 9110 §8.8.3.2.
namespace kotori::inline v0::http {

TEST(AnETag, IsComparedStronglyOrWeakly) {
  struct Row {
    std::string_view one, other;
    bool strongly, weakly;
  };
  // The table of the section.
  for (const auto& [one, other, strongly, weakly] :
       {Row{R"(W/"1")", R"(W/"1")", false, true}, Row{R"(W/"1")", R"(W/"2")", false, false},
        Row{R"(W/"1")", R"("1")", false, true}, Row{R"("1")", R"("1")", true, true}}) {
    EXPECT_EQ(list_has_strong_etag(one, other), strongly) << one << other;
    EXPECT_EQ(list_has_etag(one, other), weakly) << one << other;
  }
}

TEST(AListOfETags, IsCutAtItsQuotes) {
  EXPECT_TRUE(list_has_etag(R"("a,b", W/"c")", R"("a,b")"));
  EXPECT_TRUE(list_has_etag(R"("a,b" ,, W/"c")", R"("c")"));
  EXPECT_FALSE(list_has_etag(R"("a,b")", R"(b")"));
  EXPECT_TRUE(list_has_etag(R"(nonsense, "c")", R"("c")"));
}

TEST(AListOfETags, HasAllWhenItIsAStar) {
  EXPECT_TRUE(list_has_etag("*", R"("a")"));
  EXPECT_TRUE(list_has_strong_etag(" * ", R"(W/"a")"));
}

TEST(AListOfETags, HasNothingThatIsNoTag) {
  for (const auto* list : {"", "a", "\"a", "a\"", "W/a", "W/", "w/\"a\"", "\"b\""})
    EXPECT_FALSE(list_has_etag(list, "\"a\"")) << list;
}

}  // namespace kotori::inline v0::http
