#include "kotori/features/passwords.hpp"

#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/features/basic_auth.hpp"
#include "kotori/features/test_caller.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using testing::HasSubstr;
using testing::StartsWith;

/// As cheap as Argon2 allows, where its cost is not what is tested.
constexpr PasswordOptions cheap{.memory_bytes = 8192, .passes = 1, .most_waiting = 2};

Task<> hash_into(std::vector<std::string>& results, Passwords& passwords) {
  try {
    results.push_back(co_await passwords.hash("bird"));
  } catch (const Refused& refused) {
    results.push_back("refused " + std::to_string(static_cast<int>(refused.status)));
  }
}

}  // namespace

TEST(Passwords, AreKeptAsArgon2idWithTheCostThatOwaspAsksFor) {
  Simulation simulation;
  Passwords passwords{simulation.worker()};
  const auto kept = simulation.run(passwords.hash("bird"));
  EXPECT_THAT(kept, StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_LE(kept.size(), 127U);
  EXPECT_TRUE(simulation.run(passwords.verify("bird", kept)));
  EXPECT_FALSE(simulation.run(passwords.verify("Bird", kept)));
  EXPECT_FALSE(simulation.run(passwords.verify("", kept)));
  EXPECT_FALSE(passwords.is_outdated(kept));
}

TEST(Passwords, AreSaltedEachTimeAnew) {
  Simulation simulation;
  Passwords passwords{simulation.worker(), cheap};
  EXPECT_NE(simulation.run(passwords.hash("bird")), simulation.run(passwords.hash("bird")));
}

TEST(Passwords, OfNobodyAndOfWhatIsNoHashAreWrong) {
  Simulation simulation;
  Passwords passwords{simulation.worker(), cheap};
  EXPECT_FALSE(simulation.run(passwords.verify("bird", std::nullopt)));
  EXPECT_FALSE(simulation.run(passwords.verify("", std::nullopt)));
  EXPECT_FALSE(simulation.run(passwords.verify("bird", "bird")));
  EXPECT_FALSE(simulation.run(passwords.verify("", "")));
}

TEST(Passwords, OfNobodyAreWorkForTheWorkerLikeAnyOther) {
  Simulation simulation;
  Passwords passwords{simulation.worker(), {.memory_bytes = 8192, .passes = 1, .most_waiting = 0}};
  EXPECT_THROW(simulation.run(passwords.verify("bird", std::nullopt)), Refused);
}

TEST(Passwords, MayHaveAKibibyteAndNotOneByteMore) {
  Simulation simulation;
  Passwords passwords{simulation.worker(), cheap};
  const std::string longest(1024, 'x');
  const auto kept = simulation.run(passwords.hash(longest));
  EXPECT_TRUE(simulation.run(passwords.verify(longest, kept)));
  EXPECT_THROW(simulation.run(passwords.hash(longest + "x")), Refused);
  EXPECT_FALSE(simulation.run(passwords.verify(longest + "x", kept)));
}

TEST(Passwords, AreOutdatedWhenTheyCostOtherThanNow) {
  Simulation simulation;
  Passwords before{simulation.worker(), cheap}, now{simulation.worker(), {.memory_bytes = 16384, .passes = 1}};
  const auto kept = simulation.run(before.hash("bird"));
  EXPECT_FALSE(before.is_outdated(kept));
  EXPECT_TRUE(now.is_outdated(kept));
  EXPECT_TRUE(now.is_outdated("bird"));
  EXPECT_TRUE(simulation.run(now.verify("bird", kept)));
}

TEST(Passwords, WaitOnlySoManyAtATime) {
  Simulation simulation;
  Passwords passwords{simulation.worker(), cheap};
  std::vector<std::string> results;
  TaskGroup tasks;
  simulation.run_on(simulation.loop(), [&] {
    for (int i = 0; i < 3; ++i) tasks.spawn(hash_into(results, passwords));
    EXPECT_THAT(results, testing::ElementsAre("refused 503"));
  });
  EXPECT_EQ(results.size(), 3U);
  EXPECT_TRUE(simulation.run(passwords.verify("bird", results.back())));
}

TEST(Passwords, CannotCostNothing) {
  Simulation simulation;
  EXPECT_THROW((Passwords{simulation.worker(), {.passes = 0}}), std::invalid_argument);
  EXPECT_THROW((Passwords{simulation.worker(), {.memory_bytes = 1024}}), std::invalid_argument);
}

TEST(Passwords, OfTooManyAreAnswered503AndNobodyElseWaits) {
  Simulation simulation{1, 2};
  Passwords passwords{simulation.worker(), {.memory_bytes = 8192, .passes = 1, .most_waiting = 0}};
  Routes routes;
  routes.install(BasicAuth{.check = [&](std::string, std::string password) -> Task<std::optional<int>> {
    if (co_await passwords.verify(std::move(password), std::nullopt)) co_return 1;
    co_return std::nullopt;
  }});
  TestServer server{simulation, routes};
  const auto answer = Caller{server, "127.0.0.1"}.get("/", "Authorization: Basic YW5uOnRyZWU6dG9w\r\n");
  EXPECT_EQ(status_of(answer), "503 Service Unavailable");
  EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
}

}  // namespace kotori::inline v0
