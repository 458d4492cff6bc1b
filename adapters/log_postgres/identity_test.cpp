#include "adapters/log_postgres/identity.hpp"

#include "adapters/log_postgres/test_node.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <string>

/// A log that is not the one that clients know has another epoch. Timelines: postgres_log_test.cpp.
namespace adapters {
namespace {
using postgres::Session;
using postgres::TestServer;

std::string name_of(const postgres::Settings& database) { return database.url.substr(database.url.rfind('=') + 1); }

chat::Epoch epoch_in(const postgres::Settings& database) { return TestNode{database}.log().epoch(); }

/// Whether one of PostgreSQL's programs has done this to a database.
bool done(const postgres::Settings& database, const std::string& program, const std::string& arguments) {
  const auto line = "/usr/lib/postgresql/15/bin/" + program + " -h " + TestServer::shared().host() +
                    " -U postgres -d " + name_of(database) + " " + arguments + " > /dev/null";
  return std::system(line.c_str()) == 0;
}

}  // namespace

TEST(PostgresLogEpoch, IsTheSameForWhoComesBack) {
  const auto database = TestServer::shared().new_database();
  EXPECT_EQ(epoch_in(database), epoch_in(database));
}

TEST(PostgresLogEpoch, IsAnotherInACopyOfTheDatabase) {
  const auto database = TestServer::shared().new_database();
  const auto epoch = epoch_in(database);
  const auto copy = name_of(database) + "_copy";
  Session{TestServer::shared().database("postgres")}.run("CREATE DATABASE " + copy + " TEMPLATE " + name_of(database));
  EXPECT_NE(epoch_in(TestServer::shared().database(copy)), epoch);
  EXPECT_EQ(epoch_in(database), epoch);
}

TEST(PostgresLogEpoch, IsAnotherOnceADumpWasReadInWhereItWas) {
  const auto database = TestServer::shared().new_database();
  const auto epoch = epoch_in(database);
  const auto file = testing::TempDir() + name_of(database) + ".sql";
  ASSERT_TRUE(done(database, "pg_dump", "-f " + file));
  Session{database}.run("DROP SCHEMA kotori CASCADE");
  ASSERT_TRUE(done(database, "psql", "-q -f " + file));
  EXPECT_EQ(Session{database}.run("SELECT epoch FROM log").text(0, 0), epoch.value);
  EXPECT_NE(epoch_in(database), epoch);
}

}  // namespace adapters
