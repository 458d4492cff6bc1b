#include "kotori/sessions/encoding.hpp"
#include "kotori/sessions/sessions.hpp"
#include "kotori/sessions/test_browser.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0::sessions {
namespace {

using std::chrono::days;
using std::chrono::hours;

struct Else {
  int number = 7;
  static constexpr auto json = json::shape(json::field("number", &Else::number));
};

/// Lets something happen before its next write.
struct InterruptedStore final : Store {
  explicit InterruptedStore(TestClock& clock) : kept(clock) {}
  Task<std::optional<Record>> read(std::string id) override { return kept.read(std::move(id)); }
  Task<bool> write(std::string id, Record record, Writing how) override {
    if (auto happens = std::exchange(meanwhile, nullptr)) co_await happens();
    co_return co_await kept.write(std::move(id), std::move(record), how);
  }
  Task<bool> erase(std::string id) override { return kept.erase(std::move(id)); }
  Task<std::vector<std::string>> erase_user(std::string user) override { return kept.erase_user(std::move(user)); }

  TestStore kept;
  std::function<Task<>()> meanwhile;
};

/// A site whose sessions were signed, and are in a store from now on.
struct Adopted : testing::Test {
  Options<Visitor> before() { return {.cookie = "visitor", .key = key, .idle = days{30}, .clock = clock.read()}; }
  Options<Visitor> after() {
    auto options = before();
    options.store = store;
    options.user = [](const Visitor& visitor) { return visitor.name; };
    options.adopts = true;
    return options;
  }
  /// A browser that was here before.
  TestBrowser former(const std::string& name) {
    TestBrowser browser{simulation};
    browser.becomes(signed_ones, name);
    return browser;
  }
  template <class T> T run(Task<T> task) { return simulation.run(std::move(task)); }

  Simulation simulation;
  TestClock clock;
  InterruptedStore store{clock};
  Key key = Key::random();
  const http::Feature signed_ones{Sessions<Visitor>{before()}.feature()};
  Sessions<Visitor> visitors{after()};
  const http::Feature stored{visitors.feature()};
};

}  // namespace

TEST_F(Adopted, AreWhoTheyWereUnderAnIdInTheStore) {
  auto ann = former("Ann");
  const auto cookie = ann.cookies["visitor"];
  EXPECT_EQ(ann.who(stored), "Ann");
  EXPECT_EQ(ann.cookies["visitor"].size(), 43U);
  const auto kept = run(store.read(ann.id(stored)));
  EXPECT_EQ(kept->value, R"({"name":"Ann"})");
  EXPECT_EQ(kept->user, "Ann");
  EXPECT_EQ(ann.who(stored), "Ann");
  EXPECT_EQ(ann.set_cookie, "");
  EXPECT_EQ(store.kept.writes, 1);
}

TEST_F(Adopted, AreOneSessionHoweverOftenTheyCome) {
  auto ann = former("Ann");
  auto tab = ann;
  const auto id = ann.id(stored);
  EXPECT_EQ(tab.id(stored), id);
  EXPECT_EQ(tab.cookies, ann.cookies);
  EXPECT_EQ(store.kept.kept.size(), 1U);
}

TEST_F(Adopted, AreOneSessionWhenTheyComeTwiceAtOnce) {
  auto ann = former("Ann");
  auto tab = ann;
  store.meanwhile = [&]() -> Task<> {
    struct Asks final : http::Innermost {
      Task<Response> answer(Request& request) override {
        name = (co_await request.session<Visitor>())->name;
        co_return Response::empty();
      }
      std::string name;
    } asks;
    Request other;
    other.headers.add("Cookie", "visitor=" + tab.cookies["visitor"]);
    co_await stored(other, Next{{}, asks});
    EXPECT_EQ(asks.name, "Ann");
  };
  const auto id = ann.id(stored);
  EXPECT_EQ(tab.id(stored), id);
  EXPECT_EQ(store.kept.kept.size(), 1U);
}

TEST_F(Adopted, DoNotComeBackOnceTheyWereEnded) {
  const auto ended_by = [&](std::function<void(TestBrowser&)> end) {
    auto ann = former("Ann");
    auto copy = ann;
    EXPECT_EQ(ann.who(stored), "Ann");
    end(ann);
    clock.advance(days{29});
    EXPECT_EQ(copy.who(stored), "nobody");
    EXPECT_TRUE(copy.cookies.empty());
  };
  ended_by([&](auto& ann) { ann.does(stored, [](auto& session) { session.clear(); }); });
  ended_by([&](auto& ann) { ann.does(stored, [](auto& session) { session.renew(); }); });
  ended_by([&](auto& ann) { run(visitors.revoke(ann.id(stored))); });
  ended_by([&](auto& ann) {
    ann.becomes(stored, "Ann, logged in");
    EXPECT_EQ(run(visitors.revoke_user("Ann, logged in")), 1U);
  });
  ended_by([&](auto&) { run(visitors.revoke_user("Ann")); });
}

TEST_F(Adopted, DoNotComeAtAllOnceTheirUserWasRevoked) {
  auto ann = former("Ann"), bob = former("Bob");
  EXPECT_EQ(run(visitors.revoke_user("Ann")), 0U);
  EXPECT_EQ(ann.who(stored), "nobody");
  EXPECT_TRUE(ann.cookies.empty());
  EXPECT_EQ(bob.who(stored), "Bob");
  ann.becomes(stored, "Ann");  // who logs in again
  EXPECT_EQ(ann.who(stored), "Ann");
}

TEST_F(Adopted, DoNotSlipPastWhoRevokesThemMeanwhile) {
  for (const bool by_user : {false, true}) {
    auto ann = former("Ann");
    auto copy = ann;
    std::string id;
    if (!by_user) id = ann.id(stored), run(store.erase(id));
    store.meanwhile = [&]() -> Task<> {
      if (by_user)
        co_await visitors.revoke_user("Ann");
      else
        co_await visitors.revoke(id);
    };
    EXPECT_EQ(copy.who(stored), "nobody");
    EXPECT_EQ(copy.who(stored), "nobody");
    EXPECT_TRUE(run(store.erase_user("Ann")).empty());
  }
}

TEST_F(Adopted, EndWhenTheyWouldHaveEnded) {
  auto ann = former("Ann"), bob = former("Bob");
  clock.advance(days{30} - hours{1});
  EXPECT_EQ(ann.who(stored), "Ann");
  clock.advance(hours{1});
  EXPECT_EQ(bob.who(stored), "nobody");
  EXPECT_EQ(ann.who(stored), "Ann");  // who was here since
  for (int months = 1; months < 12; ++months) {
    clock.advance(days{29});
    EXPECT_EQ(ann.who(stored), "Ann");
  }
  clock.advance(days{16});
  EXPECT_EQ(ann.who(stored), "nobody");  // 365 days after it began
}

TEST_F(Adopted, AreForgottenWhenNothingIsLeftThatCouldComeBack) {
  auto ann = former("Ann");
  run(visitors.revoke(ann.id(stored)));
  clock.advance(days{30} + hours{2});
  TestBrowser{simulation}.becomes(stored, "Bob");
  EXPECT_EQ(store.kept.kept.size(), 1U);
}

TEST_F(Adopted, AreTheSameSessionWhicheverKeySignsNow) {
  auto ann = former("Ann");
  auto copy = ann;
  const auto id = ann.id(stored);
  auto options = after();
  options.former_keys = {std::exchange(options.key, Key::random())};
  const Sessions<Visitor> later{std::move(options)};
  EXPECT_EQ(copy.id(http::Feature{later.feature()}), id);
}

TEST_F(Adopted, MayHaveBeenEncrypted) {
  auto options = before();
  options.secret = Secret::encrypted;
  TestBrowser ann{simulation};
  ann.becomes(http::Feature{Sessions<Visitor>{std::move(options)}.feature()}, "Ann");
  auto in_store = after();
  in_store.secret = Secret::encrypted;
  EXPECT_EQ(ann.who(http::Feature{Sessions<Visitor>{std::move(in_store)}.feature()}), "Ann");
  EXPECT_EQ(ann.cookies["visitor"].size(), 43U);
}

TEST_F(Adopted, MayHaveBeenUndated) {
  key.bytes.fill(7);
  const std::string by_it = "eyJuYW1lIjoiQW5uIn0.k8c4-bH6dzPW9e2z6zH8lB1b5FGz7zTS2sCJrCB7-lM";
  auto options = after();
  options.undated = true;
  const Sessions<Visitor> all{std::move(options)};
  const http::Feature its{all.feature()};
  TestBrowser ann{simulation};
  ann.cookies["visitor"] = by_it;
  auto copy = ann;
  const auto id = ann.id(its);
  EXPECT_EQ(copy.id(its), id);
  run(all.revoke(id));
  clock.advance(days{3650});
  copy.cookies["visitor"] = by_it;
  EXPECT_EQ(copy.who(its), "nobody");
}

TEST_F(Adopted, AreNeitherForgedNorOfAnotherKey) {
  auto ann = former("Ann");
  ann.cookies["visitor"].back() = ann.cookies["visitor"].back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(ann.who(stored), "nobody");
  key = Key::random();
  EXPECT_EQ(former("Bob").who(http::Feature{Sessions<Visitor>{after()}.feature()}), "nobody");
  EXPECT_EQ(store.kept.writes, 0);
}

TEST_F(Adopted, AreNotOfAnotherType) {
  TestBrowser ann{simulation};
  const Sessions<Else> others{{.cookie = "visitor", .start = [] { return Else{}; }, .key = key, .clock = clock.read()}};
  ann.asks(http::Feature{others.feature()}, [](Request& request) -> Task<Response> {
    co_await request.session<Else>();
    co_return Response::empty();
  });
  EXPECT_EQ(ann.who(stored), "nobody");
  EXPECT_TRUE(ann.cookies.empty());
}

TEST_F(Adopted, WaitForAStoreThatIsOutOfOrder) {
  auto ann = former("Ann");
  testing::internal::CaptureStderr();
  store.kept.broken = true;
  const auto refused = ann.asks(stored, [](Request& request) -> Task<Response> {
    co_await request.session<Visitor>();
    co_return Response::empty();
  });
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(refused.status, http::Status::service_unavailable);
  EXPECT_EQ(ann.set_cookie, "");
  store.kept.broken = false;
  EXPECT_EQ(ann.who(stored), "Ann");
}

TEST_F(Adopted, AreNotNewButAreWhatBeginsWithoutThem) {
  const auto is_new = [&](TestBrowser& browser) {
    bool result = false;
    browser.does(stored, [&](auto& session) { result = session.is_new(); });
    return result;
  };
  auto ann = former("Ann");
  EXPECT_FALSE(is_new(ann));
  EXPECT_FALSE(is_new(ann));
  TestBrowser bob{simulation};
  EXPECT_FALSE(is_new(bob));  // there is none
  bob.does(stored, [](auto& session) {
    session.set({"Bob"});
    EXPECT_TRUE(session.is_new());
  });
  EXPECT_FALSE(is_new(bob));
  bob.does(stored, [](auto& session) {
    session.renew();
    EXPECT_FALSE(session.is_new());
    session.clear();
    EXPECT_FALSE(session.is_new());
  });
}

TEST_F(Adopted, AreAdoptedByAStoreAlone) {
  auto options = before();
  options.adopts = true;
  EXPECT_THROW(Sessions<Visitor>{std::move(options)}, std::invalid_argument);
}

}  // namespace kotori::inline v0::sessions
