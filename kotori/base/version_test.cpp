#include "kotori/base/version.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {

TEST(Version, IsTheSameInNumbersAndAsText) {
  const auto numbers = fmt::format("{}.{}.{}", KOTORI_VERSION_MAJOR, KOTORI_VERSION_MINOR, KOTORI_VERSION_PATCH);
  EXPECT_EQ(numbers, library_version);
}

}  // namespace
}  // namespace kotori::inline v0
