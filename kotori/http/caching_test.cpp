#include "kotori/http/caching.hpp"

#include <gtest/gtest.h>
#include <string>

/// RFC 9111 §5.2.2.
namespace kotori::inline v0::http {
namespace {

std::string kept_from_shared_caches(std::string_view value) {
  Headers headers;
  headers.add("cache-control", value);
  keep_from_shared_caches(headers);
  return headers.joined("Cache-Control").value_or("none");
}

}  // namespace

TEST(Caching, IsForTheClientAloneOnceAnAnswerIsKeptFromSharedCaches) {
  EXPECT_EQ(kept_from_shared_caches("public, max-age=60, immutable"), "private, max-age=60, immutable");
  EXPECT_EQ(kept_from_shared_caches("Public,S-MaxAge=9,max-age=60"), "private, max-age=60");
  EXPECT_EQ(kept_from_shared_caches("max-age=60"), "private, max-age=60");
  EXPECT_EQ(kept_from_shared_caches("no-cache"), "private, no-cache");
  EXPECT_EQ(kept_from_shared_caches("max-age=60, private"), "private, max-age=60");
  EXPECT_EQ(kept_from_shared_caches("private=\"X-Name\", max-age=60"), "private, private=\"X-Name\", max-age=60");
}

TEST(Caching, StaysForbiddenOrUnsaid) {
  EXPECT_EQ(kept_from_shared_caches("no-store"), "no-store");
  Headers none;
  keep_from_shared_caches(none);
  EXPECT_TRUE(none.empty());
}

TEST(Caching, IsOneFieldWhereThereWereTwo) {
  Headers headers;
  headers.add("Cache-Control", "max-age=60");
  headers.add("ETag", "\"a\"");
  headers.add("Cache-Control", "public");
  keep_from_shared_caches(headers);
  EXPECT_EQ(headers.text(), "ETag: \"a\"\r\nCache-Control: private, max-age=60\r\n");
}

}  // namespace kotori::inline v0::http
