#include "kotori/http/accept.hpp"

#include <gtest/gtest.h>

/// RFC 9110 §12.4.2 and §12.5.
namespace kotori::inline v0::http {

TEST(Accept, GivesEachElementItsWeight) {
  std::string_view list = "gzip, br;q=0.5 ,identity; q=0, a/b;level=1;Q=0.125, *";
  const auto next = [&] {
    const auto one = take_preference(list);
    return one ? std::pair{std::string(one->name), one->weight} : std::pair{std::string(), -1};
  };
  EXPECT_EQ(next(), std::pair(std::string("gzip"), 1000));
  EXPECT_EQ(next(), std::pair(std::string("br"), 500));
  EXPECT_EQ(next(), std::pair(std::string("identity"), 0));
  EXPECT_EQ(next(), std::pair(std::string("a/b"), 125));
  EXPECT_EQ(next(), std::pair(std::string("*"), 1000));
  EXPECT_EQ(next().second, -1);
}

TEST(Accept, TakesAMalformedWeightForNone) {
  for (const auto* list : {"br;q=", "br;q=x", "br;q=2", "br;q=1.001", "br;q=0.1234", "br;q=-1", "br;q=.5", "br;q=10"})
    EXPECT_EQ(weight_of_coding(list, "br"), 0) << list;
  for (const auto* list : {"br;q=1", "br;q=1.", "br;q=1.000", "br ; q=1"})
    EXPECT_EQ(weight_of_coding(list, "br"), 1000) << list;
}

TEST(AcceptEncoding, NamesACodingOrMeansItByAStar) {
  EXPECT_EQ(weight_of_coding("GZip;q=0.3, *;q=0.1", "gzip"), 300);
  EXPECT_EQ(weight_of_coding("*;q=0.1, gzip;q=0.3", "gzip"), 300);
  EXPECT_EQ(weight_of_coding("*;q=0.1, gzip;q=0.3", "br"), 100);
  EXPECT_EQ(weight_of_coding("xgzip", "gzip"), std::nullopt);
  EXPECT_EQ(weight_of_coding("", "gzip"), std::nullopt);
}

TEST(Accept, CountsTheNarrowestRange) {
  EXPECT_EQ(weight_of_media_type("*/*;q=0.1, text/*;q=0.2, text/html;q=0.3", "text/html"), 300);
  EXPECT_EQ(weight_of_media_type("text/html;q=0.3, text/*;q=0.2, */*;q=0.1", "text/plain"), 200);
  EXPECT_EQ(weight_of_media_type("TEXT/*;q=0.2, */*;q=0.1", "image/png"), 100);
  EXPECT_EQ(weight_of_media_type("text/*", "textual/html"), std::nullopt);
  EXPECT_EQ(weight_of_media_type("text/html", "application/json"), std::nullopt);
}

}  // namespace kotori::inline v0::http
