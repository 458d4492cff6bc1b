#include "kotori/http/conditions.hpp"

#include "kotori/http/date.hpp"
#include "kotori/http/refused.hpp"

#include <gtest/gtest.h>

/// RFC 9110 §13.
namespace kotori::inline v0::http {
namespace {

constexpr UnixMillis noon = 784'123'200'000;
const std::string at_noon = http_date(noon), before = http_date(noon - 1000), after = http_date(noon + 1000);
const Validators both{.etag = "\"a\"", .last_modified = noon + 999};

Request asks(std::string method, std::initializer_list<std::pair<std::string_view, std::string_view>> headers) {
  Request request{.method = std::move(method)};
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  return request;
}

using enum Precondition;

}  // namespace

TEST(IfNoneMatch, Answers304ToWhoReadsAnd412ToWhoWrites) {
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-None-Match", "\"a\""}}), both), not_modified);
  EXPECT_EQ(check_preconditions(asks("HEAD", {{"If-None-Match", "\"x\", W/\"a\""}}), both), not_modified);
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-None-Match", "\"a\""}}), both), failed);
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-None-Match", "\"x\""}}), both), holds);
}

TEST(IfNoneMatch, OfAStarIsForWhatIsNotThereYet) {
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-None-Match", "*"}}), {.exists = false}), holds);
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-None-Match", "*"}}), {}), failed);
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-None-Match", "*"}}), both), failed);
}

TEST(IfMatch, IsStrong) {
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-Match", "\"x\", \"a\""}}), both), holds);
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-Match", "W/\"a\""}}), both), failed);
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-Match", "\"x\""}}), both), failed);
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-Match", "\"x\""}}), both), failed);
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-Match", "\"x\""}}), {}), failed);
}

TEST(IfMatch, OfAStarIsForWhatIsThere) {
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-Match", "*"}}), both), holds);
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-Match", "*"}}), {.exists = false}), failed);
}

TEST(IfModifiedSince, CountsWholeSeconds) {
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-Modified-Since", at_noon}}), both), not_modified);
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-Modified-Since", after}}), both), not_modified);
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-Modified-Since", before}}), both), holds);
}

TEST(IfModifiedSince, IsNothingToWhoWritesAndToWhatHasNoDate) {
  EXPECT_EQ(check_preconditions(asks("POST", {{"If-Modified-Since", at_noon}}), both), holds);
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-Modified-Since", at_noon}}), {.etag = "\"a\""}), holds);
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-Modified-Since", "yesterday"}}), both), holds);
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-Modified-Since", at_noon}, {"If-Modified-Since", at_noon}}), both),
            holds);
}

TEST(IfUnmodifiedSince, KeepsWhatHasChangedFromBeingOverwritten) {
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-Unmodified-Since", at_noon}}), both), holds);
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-Unmodified-Since", before}}), both), failed);
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-Unmodified-Since", before}}), {.etag = "\"a\""}), holds);
}

TEST(Preconditions, AreTakenInTheOrderOfTheRfc) {  // §13.2.2
  EXPECT_EQ(check_preconditions(asks("PUT", {{"If-Match", "\"a\""}, {"If-Unmodified-Since", before}}), both), holds);
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-None-Match", "\"x\""}, {"If-Modified-Since", after}}), both), holds);
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-Match", "\"x\""}, {"If-None-Match", "\"a\""}}), both), failed);
  EXPECT_EQ(check_preconditions(asks("GET", {{"If-Match", "\"a\""}, {"If-None-Match", "\"a\""}}), both), not_modified);
}

TEST(Preconditions, ThatFailRefuseWith412) {
  EXPECT_NO_THROW(require_preconditions(asks("PUT", {{"If-Match", "\"a\""}}), both));
  try {
    require_preconditions(asks("PUT", {{"If-Match", "\"x\""}}), both);
    FAIL();
  } catch (const Refused& refused) {
    EXPECT_EQ(refused.status, Status::precondition_failed);
  }
}

TEST(IfRange, IsStrong) {
  EXPECT_TRUE(range_is_of(asks("GET", {}), both));
  EXPECT_TRUE(range_is_of(asks("GET", {{"If-Range", "\"a\""}}), both));
  EXPECT_TRUE(range_is_of(asks("GET", {{"If-Range", at_noon}}), both));
  for (const std::string_view other : {"W/\"a\"", "\"x\"", "*", "a", "\"x\", \"a\"", ""})
    EXPECT_FALSE(range_is_of(asks("GET", {{"If-Range", other}}), both)) << other;
  EXPECT_FALSE(range_is_of(asks("GET", {{"If-Range", after}}), both));
  EXPECT_FALSE(range_is_of(asks("GET", {{"If-Range", "W/\"a\""}}), {.etag = "W/\"a\""}));
}

}  // namespace kotori::inline v0::http
