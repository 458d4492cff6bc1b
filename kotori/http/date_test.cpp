#include "kotori/http/date.hpp"

#include <gtest/gtest.h>

/// RFC 9110 §5.6.7.
namespace kotori::inline v0::http {
namespace {
constexpr UnixMillis of_the_rfc = 784'111'777'000;
}

TEST(ADate, IsReadInEachOfItsThreeForms) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), of_the_rfc);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), of_the_rfc);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), of_the_rfc);
  EXPECT_EQ(parse_http_date("Wed Nov 16 08:49:37 1994"), of_the_rfc + 10 * 86'400'000);
}

TEST(ADate, IsReadAsItIsWritten) {
  for (const UnixMillis time : {UnixMillis{0}, of_the_rfc, UnixMillis{951'782'400'000}, UnixMillis{4'102'444'799'000}})
    EXPECT_EQ(parse_http_date(http_date(time)), time) << http_date(time);
}

TEST(ADate, OfTwoDigitsIsNotFarAhead) {
  EXPECT_EQ(parse_http_date("Saturday, 01-Jan-00 00:00:00 GMT"), parse_http_date("Sat, 01 Jan 2000 00:00:00 GMT"));
  EXPECT_EQ(parse_http_date("Friday, 31-Dec-99 00:00:00 GMT"), parse_http_date("Fri, 31 Dec 1999 00:00:00 GMT"));
}

TEST(ADate, ThatDoesNotExistIsNone) {
  for (const auto* text :
       {"", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov -994 08:49:37 GMT", "Sun Nov 6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT"})
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

}  // namespace kotori::inline v0::http
