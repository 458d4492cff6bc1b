#include "kotori/sessions/encoding.hpp"
#include "kotori/sessions/sessions.hpp"
#include "kotori/sessions/test_browser.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0::sessions {
namespace {

using std::chrono::hours;

struct KeptInAStore : testing::Test {
  Options<Visitor> options() {
    return {.cookie = "visitor",
            .store = store,
            .user = [](const Visitor& visitor) { return visitor.name; },
            .clock = clock.read()};
  }
  std::optional<Record> read(std::string id) { return simulation.run(store.kept.read(std::move(id))); }
  struct Sets final : http::Innermost {
    explicit Sets(std::string to) : name(std::move(to)) {}
    Task<Response> answer(Request& request) override {
      (co_await request.session<Visitor>()).set({name});
      co_return Response::empty();
    }
    std::string name;
  };
  struct Renews final : http::Innermost {
    Task<Response> answer(Request& request) override {
      (co_await request.session<Visitor>()).renew();
      co_return Response::empty();
    }
  };
  /// Another request of the same browser, which comes and goes meanwhile.
  Task<> also(const http::Feature& its, http::Innermost& innermost) {
    Request other;
    other.headers.add("Cookie", "visitor=" + browser.cookies["visitor"]);
    co_await its(other, Next{{}, innermost});
  }
  static std::string id_of(const std::string& secret) {
    return encode(digest(std::string("cookie visitor").append(1, '\0').append(secret)));
  }
  template <class T> T run(Task<T> task) { return simulation.run(std::move(task)); }

  Simulation simulation;
  TestClock clock;
  TestStore store{clock};
  Sessions<Visitor> visitors{options()};
  const http::Feature feature{visitors.feature()};
  TestBrowser browser{simulation};
};

}  // namespace

TEST_F(KeptInAStore, SendAnIdThatTheStoreDoesNotKnow) {
  browser.becomes(feature, "Ann");
  const auto secret = browser.cookies["visitor"];
  const auto id = browser.id(feature);
  EXPECT_EQ(decode(secret)->size(), 32U);
  EXPECT_EQ(id, id_of(secret));
  EXPECT_FALSE(read(secret));
  EXPECT_EQ(read(id)->value, R"({"name":"Ann"})");
  EXPECT_EQ(read(id)->user, "Ann");
  // Who has read the store is nobody for it.
  TestBrowser thief{simulation};
  thief.cookies["visitor"] = id;
  EXPECT_EQ(thief.who(feature), "nobody");
}

TEST_F(KeptInAStore, AreNobodysUnderAnotherNameInTheSameStore) {
  auto others = options();
  others.cookie = "admin";
  const Sessions<Visitor> admins{std::move(others)};
  browser.becomes(feature, "Ann");
  browser.cookies["admin"] = browser.cookies["visitor"];
  EXPECT_EQ(browser.who(http::Feature{admins.feature()}), "nobody");
  EXPECT_EQ(browser.who(feature), "Ann");
}

TEST_F(KeptInAStore, AreReadOnlyForThoseWhoAreAskedForAndOnce) {
  browser.becomes(feature, "Ann");
  store.reads = store.writes = 0;
  browser.asks(feature, [](Request&) -> Task<Response> { co_return Response::text("page"); });
  EXPECT_EQ(store.reads, 0);
  browser.asks(feature, [](Request& request) -> Task<Response> {
    co_await request.session<Visitor>();
    co_await request.session<Visitor>();
    co_return Response::empty();
  });
  EXPECT_EQ(store.reads, 1);
  EXPECT_EQ(store.writes, 0);
}

TEST_F(KeptInAStore, AreNotLookedForWithoutAnId) {
  EXPECT_EQ(browser.who(feature), "nobody");
  for (const auto& bad : {std::string("x"), std::string(43, '.'), std::string(4000, 'A')}) {
    browser.cookies["visitor"] = bad;
    EXPECT_EQ(browser.who(feature), "nobody");
    EXPECT_TRUE(browser.cookies.empty());
  }
  EXPECT_EQ(store.reads, 0);
}

TEST_F(KeptInAStore, SendNothingWhenOnlyTheirValueChanges) {
  browser.becomes(feature, "Ann");
  const auto before = browser.cookies;
  browser.becomes(feature, "Bob");
  EXPECT_EQ(browser.set_cookie, "");
  EXPECT_EQ(browser.cookies, before);
  EXPECT_EQ(browser.who(feature), "Bob");
  store.writes = 0;
  browser.becomes(feature, "Bob");
  EXPECT_EQ(store.writes, 0);
}

TEST_F(KeptInAStore, HaveANewIdWhenTheyAreRenewedAndTheOldOneIsNobodys) {
  browser.becomes(feature, "guest");
  const auto old_cookies = browser.cookies;
  const auto old_id = browser.id(feature);
  browser.does(feature, [](auto& session) {
    session.set({"Ann"});
    session.renew();
  });
  EXPECT_NE(browser.cookies, old_cookies);
  EXPECT_EQ(browser.who(feature), "Ann");
  EXPECT_FALSE(read(old_id));
  TestBrowser eve{simulation};
  eve.cookies = old_cookies;
  EXPECT_EQ(eve.who(feature), "nobody");
}

TEST_F(KeptInAStore, AreNotTakenFromAClientByARequestThatWasOnItsWayWhenTheyWereReplaced) {
  const auto replaced_by = [&](std::function<void(Session<Visitor>&)> change) {
    TestBrowser late{simulation};
    browser.becomes(feature, "guest");
    late.cookies = browser.cookies;
    browser.does(feature, std::move(change));
    EXPECT_EQ(late.who(feature), "nobody");
    EXPECT_EQ(late.set_cookie, "");  // the browser has another one by now
    clock.advance(std::chrono::minutes{1} - std::chrono::milliseconds{1});
    EXPECT_EQ(late.who(feature), "nobody");
    EXPECT_EQ(late.set_cookie, "");
    clock.advance(std::chrono::milliseconds{1});
    EXPECT_EQ(late.who(feature), "nobody");
    EXPECT_TRUE(late.cookies.empty());
  };
  replaced_by([](auto& session) { session.renew(); });
  EXPECT_EQ(browser.who(feature), "guest");
  replaced_by([](auto& session) {
    session.clear();
    session.set({"Ann"});
  });
  EXPECT_EQ(browser.who(feature), "Ann");
  replaced_by([](auto& session) { session.clear(); });  // and somebody else may have logged in since
}

TEST_F(KeptInAStore, AreNotTakenFromAClientByARequestThatChangesWhatWasReplacedMeanwhile) {
  for (const bool renews : {false, true}) {
    browser.becomes(feature, "Ann");
    browser.asks(feature, [&](Request& request) -> Task<Response> {
      auto& session = co_await request.session<Visitor>();
      Renews first;
      co_await also(feature, first);
      session.set({"Ann, changed"});
      if (renews) session.renew();
      co_return Response::empty();
    });
    EXPECT_EQ(browser.set_cookie, "");
  }
}

TEST_F(KeptInAStore, BeginUnderANewIdWhateverTheClientBrings) {
  const auto planted = encode(random_bytes(32));
  browser.cookies["visitor"] = planted;
  browser.becomes(feature, "Ann");
  EXPECT_NE(browser.cookies["visitor"], planted);
  EXPECT_FALSE(read(id_of(planted)));
}

TEST_F(KeptInAStore, EndInTheStoreAndAtTheClient) {
  browser.becomes(feature, "Ann");
  const auto id = browser.id(feature);
  browser.does(feature, [](auto& session) { session.clear(); });
  EXPECT_TRUE(browser.cookies.empty());
  EXPECT_FALSE(read(id));
}

TEST_F(KeptInAStore, ThatAreClearedAndSetAreOtherSessions) {
  browser.becomes(feature, "Ann");
  const auto id = browser.id(feature);
  browser.does(feature, [](auto& session) {
    session.clear();
    session.set({"Bob"});
    session.renew();
  });
  EXPECT_EQ(browser.who(feature), "Bob");
  EXPECT_NE(browser.id(feature), id);
  EXPECT_FALSE(read(id));
  EXPECT_EQ(store.kept.size(), 2U);  // Bob's, and for a minute that Ann's was replaced
}

TEST_F(KeptInAStore, AreRevokedById) {
  TestBrowser phone{simulation};
  browser.becomes(feature, "Ann");
  phone.becomes(feature, "Ann");
  EXPECT_TRUE(run(visitors.revoke(phone.id(feature))));
  EXPECT_FALSE(run(visitors.revoke("no id")));
  EXPECT_EQ(phone.who(feature), "nobody");
  EXPECT_TRUE(phone.cookies.empty());
  EXPECT_EQ(browser.who(feature), "Ann");
}

TEST_F(KeptInAStore, AreRevokedByUser) {
  TestBrowser phone{simulation}, bob{simulation}, nameless{simulation};
  browser.becomes(feature, "Ann");
  phone.becomes(feature, "Ann");
  bob.becomes(feature, "Bob");
  nameless.becomes(feature, "");
  EXPECT_EQ(run(visitors.revoke_user("Ann")), 2U);
  EXPECT_EQ(run(visitors.revoke_user("")), 0U);
  EXPECT_EQ(browser.who(feature) + phone.who(feature) + bob.who(feature) + nameless.who(feature), "nobodynobodyBob");
}

TEST_F(KeptInAStore, OfAStoreThatKnowsNoUsersCannotBeRevokedByThem) {
  struct Three final : Store {
    Task<std::optional<Record>> read(std::string) override { co_return std::nullopt; }
    Task<bool> write(std::string, Record, Writing) override { co_return true; }
    Task<bool> erase(std::string) override { co_return false; }
  } three;
  const Sessions<Visitor> other{{.store = three}};
  EXPECT_THROW(run(other.revoke_user("Ann")), std::logic_error);
}

TEST_F(KeptInAStore, ThatAreRevokedWhileARequestChangesThemDoNotComeBack) {
  for (const bool renews : {false, true}) {
    browser.becomes(feature, "Ann");
    const auto id = browser.id(feature);
    browser.asks(feature, [&](Request& request) -> Task<Response> {
      auto& session = co_await request.session<Visitor>();
      co_await visitors.revoke(id);
      session.set({"Ann, changed"});
      if (renews) session.renew();
      co_return Response::empty();
    });
    EXPECT_EQ(browser.who(feature), "nobody");
    clock.advance(std::chrono::minutes{1});
    EXPECT_EQ(browser.who(feature), "nobody");
    EXPECT_TRUE(browser.cookies.empty());
    TestBrowser{simulation}.becomes(feature, "Bob");
    EXPECT_EQ(store.kept.size(), 1U);
    run(visitors.revoke_user("Bob"));
  }
}

TEST_F(KeptInAStore, OfTwoRequestsAtOnceHaveTheValueOfTheLaterOne) {
  browser.becomes(feature, "Ann");
  TestBrowser same{simulation};
  same.cookies = browser.cookies;
  // The first one asks, the second one comes and goes, the first one answers.
  const auto slowly = [&](Request& request) -> Task<Response> {
    auto& session = co_await request.session<Visitor>();
    EXPECT_EQ(session->name, "Ann");
    session.set({"first"});
    Sets sets{"second"};
    co_await also(feature, sets);
    co_return Response::empty();
  };
  browser.asks(feature, slowly);
  EXPECT_EQ(same.who(feature), "first");
}

TEST_F(KeptInAStore, ThatAreOnlyUsedDoNotTakeBackWhatAnotherRequestChanged) {
  auto short_ones = options();
  short_ones.idle = hours{1};
  const Sessions<Visitor> idle{std::move(short_ones)};
  const http::Feature its{idle.feature()};
  browser.becomes(its, "Ann");
  for (int i = 0; i < 2; ++i) {
    clock.advance(std::chrono::minutes{50});
    browser.asks(its, [&](Request& request) -> Task<Response> {
      co_await request.session<Visitor>();
      Sets sets{"Bob"};
      co_await also(its, sets);
      co_return Response::empty();
    });
    EXPECT_EQ(browser.who(its), "Bob");  // the second time 100 minutes after it began: its use was written down
  }
}

TEST_F(KeptInAStore, ThatAreRenewedWhileASocketOpensDoNotOpenItUnderTheirFormerId) {
  browser.becomes(feature, "Ann");
  const auto answer = browser.asks(feature, [&](Request& request) -> Task<Response> {
    co_await request.session<Visitor>();
    Renews renews;
    co_await also(feature, renews);
    co_return Response::empty(http::Status::switching_protocols);
  });
  EXPECT_EQ(answer.status, http::Status::forbidden);
}

TEST_F(KeptInAStore, EndWhenTheirTimeIsUpAlsoIfTheStoreHasThemStill) {
  struct Forever final : Store {
    Task<std::optional<Record>> read(std::string) override { co_return record; }
    Task<bool> write(std::string, Record written, Writing) override {
      record = std::move(written);
      co_return true;
    }
    Task<bool> erase(std::string) override { co_return false; }
    std::optional<Record> record;
  } forever;
  const Sessions<Visitor> other{
      {.cookie = "visitor", .store = forever, .max_age = hours{2}, .idle = hours{1}, .clock = clock.read()}};
  const http::Feature its{other.feature()};
  browser.becomes(its, "Ann");
  clock.advance(hours{1} - std::chrono::milliseconds{1});
  EXPECT_EQ(browser.who(its), "Ann");
  EXPECT_NE(browser.set_cookie, "");  // its Max-Age begins anew
  clock.advance(hours{1});
  EXPECT_EQ(browser.who(its), "nobody");
}

TEST_F(KeptInAStore, OfAStoreThatIsOutOfOrderAre503AndNothingElseIs) {
  browser.becomes(feature, "Ann");
  testing::internal::CaptureStderr();
  store.broken = true;
  for (int i = 0; i < 3; ++i) {
    const auto refused = browser.becomes(feature, "Bob");
    EXPECT_EQ(refused.status, http::Status::service_unavailable);
    EXPECT_EQ(refused.headers.find("Retry-After"), "5");
    EXPECT_EQ(browser.set_cookie, "");
  }
  EXPECT_EQ(browser.asks(feature, [](Request&) -> Task<Response> { co_return Response::text("page"); }).status,
            http::Status::ok);
  TestBrowser stranger{simulation};
  EXPECT_EQ(stranger.who(feature), "nobody");  // without an id there is nothing to look for
  EXPECT_EQ(stranger.becomes(feature, "Eve").status, http::Status::service_unavailable);
  EXPECT_THROW(run(visitors.revoke("id")), http::Refused);
  store.broken = false;
  EXPECT_EQ(browser.who(feature), "Ann");
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(log.find("sessions cannot be kept"), log.rfind("sessions cannot be kept"));
  EXPECT_NE(log.find("error=\"the disk is gone\""), log.npos) << log;
  EXPECT_NE(log.find("sessions are kept again"), log.npos);
}

TEST_F(KeptInAStore, OfAStoreThatFailsInTheMiddleStayAsTheyWere) {
  browser.becomes(feature, "Ann");
  const auto refused = browser.asks(feature, [&](Request& request) -> Task<Response> {
    auto& session = co_await request.session<Visitor>();
    session.set({"Bob"});
    session.renew();
    store.broken = true;
    co_return Response::text("done");
  });
  EXPECT_EQ(refused.status, http::Status::service_unavailable);
  store.broken = false;
  EXPECT_EQ(browser.who(feature), "Ann");
}

TEST_F(KeptInAStore, HoldAValueOf64KiBAndNotOneByteMore) {
  const std::string longest(longest_value - std::string_view(R"({"name":""})").size(), 'x');
  browser.becomes(feature, longest);
  EXPECT_EQ(browser.who(feature), longest);
  EXPECT_THROW(browser.becomes(feature, longest + "x"), std::length_error);
}

TEST_F(KeptInAStore, WhoseValueIsOfAnotherTypeAreNobodys) {
  browser.becomes(feature, "Ann");
  const auto id = browser.id(feature);
  auto record = *read(id);
  record.value = R"({"nick":"Ann"})";
  run(store.kept.write(id, record, Writing::again));
  EXPECT_EQ(browser.who(feature), "nobody");
  EXPECT_TRUE(browser.cookies.empty());
  EXPECT_FALSE(read(id));
}

}  // namespace kotori::inline v0::sessions
