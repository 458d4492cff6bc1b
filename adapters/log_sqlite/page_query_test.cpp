#include "adapters/log_sqlite/page_query.hpp"

#include "adapters/log_sqlite/schema.hpp"
#include "adapters/log_sqlite/test_directory.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace adapters::sqlite {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct PageQuery : testing::Test {
  PageQuery() { migrate(database); }
  std::vector<std::string> plan(const std::string& query) {
    std::vector<std::string> steps;
    const auto explaining = "EXPLAIN QUERY PLAN " + query;
    Statement explain{database, explaining};
    for (auto rows = explain.rows(); rows.next();) steps.push_back(rows.text(3));
    return steps;
  }

  TestDirectory directory;
  std::filesystem::path file = (std::ofstream{directory.path() / "kotori.db"}, directory.path() / "kotori.db");
  Database database{file, Database::Role::writer};
};

}  // namespace

TEST_F(PageQuery, WalksAlongAnIndexAndSortsNothing) {
  for (const auto direction : {Direction::upwards, Direction::downwards})
    for (const auto of : {Of::room, Of::thread}) {
      const auto steps = plan(page_query(direction, of));
      EXPECT_THAT(steps, testing::Not(testing::IsEmpty()));
      EXPECT_THAT(steps, testing::Each(AllOf(Not(HasSubstr("SCAN")), Not(HasSubstr("TEMP B-TREE")))));
    }
}

TEST_F(PageQuery, IsSeenToSortWithoutTheIndexOfThreads) {
  database.run("DROP INDEX facts_by_thread; DROP INDEX facts_by_place");
  EXPECT_THAT(plan(page_query(Direction::upwards, Of::thread)), testing::Contains(HasSubstr("TEMP B-TREE")));
}

}  // namespace adapters::sqlite
