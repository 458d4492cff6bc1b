#include "tests/hardening/complexity/work.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>

/// The measure itself: what grows too fast is seen, wherever it hides.
namespace hardening {
namespace {

const Shape compares_all_with_all{"all with all", [](std::size_t size) {
                                    return [size] {
                                      volatile std::size_t pairs = 0;
                                      for (std::size_t i = 0; i < size; ++i)
                                        for (std::size_t j = 0; j < i; ++j) pairs = pairs + 1;
                                    };
                                  }};

const Shape erases_from_the_front{"erases from the front", [](std::size_t size) {
                                    return [size] {
                                      std::string bytes(size, 'x');
                                      while (!bytes.empty()) bytes.erase(0, 1);
                                    };
                                  }};

const Shape looks_from_the_beginning{"looks from the beginning", [](std::size_t size) {
                                       return [size] {
                                         std::string bytes;
                                         for (std::size_t i = 0; i < size; ++i) {
                                           bytes += 'x';
                                           if (bytes.find('\n') != bytes.npos) bytes.clear();
                                         }
                                       };
                                     }};

}  // namespace

TEST(Work, ThatGrowsWithTheSquareIsSeenWhereverItIsDone) {
  for (const auto& shape : {compares_all_with_all, erases_from_the_front, looks_from_the_beginning})
    EXPECT_FALSE(is_linear(work_as_it_doubles(shape, 1'000))) << shape.what;
}

TEST(Work, ThatDoesNotGrowSaysNothing) {
  EXPECT_FALSE(is_linear(work_as_it_doubles({"nothing", [](std::size_t) { return [] {}; }}, 1'000)));
}

TEST(Work, ThatGrowsWithTheSizeIsLinear) {
  expect_linear({{"appends", [](std::size_t size) {
                    return [size] {
                      std::string bytes;
                      for (std::size_t i = 0; i < size; ++i) bytes += 'x';
                    };
                  }}});
}

}  // namespace hardening
