#include "kotori/sessions/sessions.hpp"

#include "kotori/sessions/signing.hpp"
#include "kotori/sessions/test_browser.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <utility>
#include <vector>

namespace kotori::inline v0::sessions {
namespace {

using std::chrono::days, std::chrono::hours, std::chrono::seconds, std::chrono::milliseconds;

struct SessionTest : testing::Test {
  /// Everyone has one, at the client.
  Options<Visitor> guests() {
    return {.cookie = "visitor", .start = [] { return Visitor{"guest"}; }, .key = key, .clock = clock.read()};
  }
  /// Who is given one has it.
  Options<Visitor> members() { return {.cookie = "visitor", .key = key, .clock = clock.read()}; }
  static http::Feature feature(Options<Visitor> options) { return Sessions<Visitor>{std::move(options)}.feature(); }

  Simulation simulation;
  TestClock clock;
  const Key key = Key::random();
  TestBrowser browser{simulation};
};
using KeptAtTheClient = SessionTest;
using SessionCookies = SessionTest;
using SessionHeaders = SessionTest;
using SessionOptions = SessionTest;
using TheSession = SessionTest;

/// The text a signed value holds begins with two times and an id.
std::string dated(const TestClock& clock, const std::string& value) {
  return std::to_string(clock.now) + " " + std::to_string(clock.now) + " id " + value;
}

}  // namespace

TEST_F(KeptAtTheClient, BeginOnceAndGoOnWithTheCookie) {
  const auto feature = SessionTest::feature(guests());
  EXPECT_EQ(browser.who(feature), "guest");
  EXPECT_TRUE(browser.set_cookie.ends_with("; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax")) << browser.set_cookie;
  EXPECT_EQ(browser.who(feature), "guest");
  EXPECT_EQ(browser.set_cookie, "");
}

TEST_F(KeptAtTheClient, MayBeginByTheRequest) {
  auto options = guests();
  options.start = [](const Request& request) { return Visitor{request.target}; };
  EXPECT_EQ(browser.who(feature(std::move(options))), "/");
}

TEST_F(KeptAtTheClient, BeginOnlyForThoseWhoAreAskedFor) {
  const auto feature = SessionTest::feature(guests());
  const auto response = browser.asks(feature, [](Request&) -> Task<Response> { co_return Response::text("page"); });
  EXPECT_FALSE(response.headers.contains("Set-Cookie"));
  EXPECT_FALSE(response.headers.contains("Cache-Control"));
}

TEST_F(KeptAtTheClient, BeginWithoutAStartForThoseToWhomTheyAreSet) {
  const auto feature = SessionTest::feature(members());
  EXPECT_EQ(browser.who(feature), "nobody");
  EXPECT_EQ(browser.set_cookie, "");
  browser.becomes(feature, "Ann");
  EXPECT_NE(browser.set_cookie, "");
  EXPECT_EQ(browser.who(feature), "Ann");
  browser.becomes(feature, "Bob");
  EXPECT_EQ(browser.who(feature), "Bob");
}

TEST_F(KeptAtTheClient, AreSentOnlyWhenTheyHaveChanged) {
  const auto feature = SessionTest::feature(members());
  browser.becomes(feature, "Ann");
  browser.becomes(feature, "Ann");
  EXPECT_EQ(browser.set_cookie, "");
}

TEST_F(KeptAtTheClient, AreSentNotAtAllWhenSetAndCleared) {
  const auto feature = SessionTest::feature(members());
  browser.does(feature, [](auto& session) {
    session.set({"Ann"});
    session.clear();
  });
  EXPECT_EQ(browser.set_cookie, "");
}

TEST_F(KeptAtTheClient, EndWithTheAttributesTheyBeganWith) {
  const auto feature = SessionTest::feature(members());
  browser.becomes(feature, "Ann");
  browser.does(feature, [](auto& session) { session.clear(); });
  EXPECT_EQ(browser.set_cookie, "visitor=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  EXPECT_EQ(browser.who(feature), "nobody");
}

TEST_F(KeptAtTheClient, HaveANewIdWhenTheyAreRenewedAndTheSameValue) {
  const auto feature = SessionTest::feature(members());
  browser.becomes(feature, "Ann");
  const auto before = browser.id(feature);
  EXPECT_EQ(browser.id(feature), before);
  browser.does(feature, [](auto& session) { session.renew(); });
  EXPECT_EQ(browser.who(feature), "Ann");
  EXPECT_NE(browser.id(feature), before);
}

TEST_F(KeptAtTheClient, EndAtTheServerTooWhenTheirTimeIsUp) {
  auto options = members();
  options.max_age = hours{1};
  const auto feature = SessionTest::feature(std::move(options));
  browser.becomes(feature, "Ann");
  clock.advance(hours{1} - milliseconds{1});
  EXPECT_EQ(browser.who(feature), "Ann");
  clock.advance(milliseconds{1});
  EXPECT_EQ(browser.who(feature), "nobody");
  EXPECT_TRUE(browser.cookies.empty());
}

TEST_F(KeptAtTheClient, EndWhenTheyAreNotUsedAndGoOnWhenTheyAre) {
  auto options = members();
  options.idle = hours{10};
  const auto feature = SessionTest::feature(std::move(options));
  browser.becomes(feature, "Ann");
  EXPECT_NE(browser.set_cookie.find("Max-Age=36000"), std::string::npos);
  for (int i = 0; i < 5; ++i) {
    clock.advance(hours{10} - milliseconds{1});
    EXPECT_EQ(browser.who(feature), "Ann") << i;
  }
  clock.advance(hours{10});
  EXPECT_EQ(browser.who(feature), "nobody");
}

TEST_F(KeptAtTheClient, AreSentAgainForTheirUseAtMostEveryTenthOfTheTime) {
  auto options = members();
  options.idle = hours{10};
  const auto feature = SessionTest::feature(std::move(options));
  browser.becomes(feature, "Ann");
  clock.advance(hours{1} - milliseconds{1});
  browser.who(feature);
  EXPECT_EQ(browser.set_cookie, "");
  clock.advance(milliseconds{1});
  browser.who(feature);
  EXPECT_NE(browser.set_cookie, "");
  browser.who(feature);
  EXPECT_EQ(browser.set_cookie, "");
}

TEST_F(KeptAtTheClient, EndAfterTheirMaxAgeHoweverMuchTheyAreUsed) {
  auto options = members();
  options.idle = hours{10};
  options.max_age = hours{24};
  const auto feature = SessionTest::feature(std::move(options));
  browser.becomes(feature, "Ann");
  clock.advance(hours{9});
  EXPECT_EQ(browser.who(feature), "Ann");
  clock.advance(hours{9});
  EXPECT_EQ(browser.who(feature), "Ann");
  EXPECT_NE(browser.set_cookie.find("Max-Age=21600;"), std::string::npos) << browser.set_cookie;
  clock.advance(hours{6});
  EXPECT_EQ(browser.who(feature), "nobody");
}

TEST_F(KeptAtTheClient, DoNotCountWhenAClockThatWasFarAheadHasDatedThem) {
  const auto feature = SessionTest::feature(members());
  clock.advance(hours{1});
  browser.becomes(feature, "Ann");
  clock.advance(-hours{1});
  EXPECT_EQ(browser.who(feature), "Ann");
  clock.advance(-milliseconds{1});
  EXPECT_EQ(browser.who(feature), "nobody");
}

TEST_F(KeptAtTheClient, GoOnUnderAFormerKeyAndAreWrittenAnew) {
  auto before = members();
  before.key = Key::random();
  auto now = members();
  now.former_keys = {Key::random(), before.key};
  const auto unknowing = SessionTest::feature(members());
  const auto feature = SessionTest::feature(std::move(now));
  browser.becomes(SessionTest::feature(std::move(before)), "Ann");
  EXPECT_EQ(browser.who(feature), "Ann");
  EXPECT_NE(browser.set_cookie, "");
  EXPECT_EQ(browser.who(unknowing), "Ann");
  EXPECT_EQ(browser.set_cookie, "");
}

TEST_F(KeptAtTheClient, AreNobodysUnderAKeyThatIsNotKnown) {
  auto other = members();
  other.key = Key::random();
  browser.becomes(SessionTest::feature(std::move(other)), "Ann");
  EXPECT_EQ(browser.who(feature(members())), "nobody");
  EXPECT_TRUE(browser.cookies.empty());
}

TEST_F(KeptAtTheClient, MayBeSecret) {
  auto options = members();
  options.secret = Secret::encrypted;
  const auto feature = SessionTest::feature(std::move(options));
  browser.becomes(feature, "Ann");
  EXPECT_EQ(browser.cookies["visitor"].find('.'), std::string::npos);
  EXPECT_EQ(browser.who(feature), "Ann");
  browser.cookies["visitor"][40] ^= 1;
  EXPECT_EQ(browser.who(feature), "nobody");
}

TEST_F(KeptAtTheClient, AreExpiredThereWhenTheyAreForgedOrForeignOrNone) {
  const auto feature = SessionTest::feature(members());
  const std::string valid = sign(key, "visitor", dated(clock, R"({"name":"Ann"})"));
  browser.cookies["visitor"] = valid;
  EXPECT_EQ(browser.who(feature), "Ann");
  for (const auto& bad :
       {std::string(), std::string("x"), valid.substr(1), valid + "A", std::string(10'000, 'A'),
        sign(key, "another", dated(clock, R"({"name":"Ann"})")), sign(key, "visitor", dated(clock, R"({"nick":"A"})")),
        sign(key, "visitor", dated(clock, "no json")), sign(key, "visitor", R"({"name":"Ann"})"),
        sign(key, "visitor", "1 99999999999999999999 id {}"), sign(key, "visitor", "-1 1 id {\"name\":\"Ann\"}")}) {
    browser.cookies["visitor"] = bad;
    EXPECT_EQ(browser.who(feature), "nobody") << bad;
    EXPECT_TRUE(browser.cookies.empty()) << bad;
  }
}

TEST_F(KeptAtTheClient, MustFitIntoACookie) {
  const auto feature = SessionTest::feature(members());
  EXPECT_THROW(browser.becomes(feature, std::string(5000, 'x')), std::length_error);
}

TEST_F(KeptAtTheClient, OfThoseWhoCameBeforeTheyHeldATimeCountIfThatIsWanted) {
  Key fixed{};
  fixed.bytes.fill(7);
  const std::string undated = "eyJuYW1lIjoiQW5uIn0.k8c4-bH6dzPW9e2z6zH8lB1b5FGz7zTS2sCJrCB7-lM";
  auto options = members();
  options.key = fixed;
  browser.cookies["visitor"] = undated;
  EXPECT_EQ(browser.who(feature(options)), "nobody");
  options.undated = true;
  const auto feature = SessionTest::feature(options);
  for (const bool over_tls : {false, true}) {
    TestBrowser old{simulation};
    old.over_tls = over_tls;
    old.cookies["visitor"] = undated;
    EXPECT_EQ(old.who(feature), "Ann");
    EXPECT_NE(old.set_cookie, "");
    old.who(feature);
    EXPECT_EQ(old.set_cookie, "");
  }
}

TEST_F(KeptAtTheClient, CannotBeRevoked) {
  const Sessions<Visitor> visitors{members()};
  EXPECT_THROW(simulation.run(visitors.revoke("id")), std::logic_error);
  EXPECT_THROW(simulation.run(visitors.revoke_user("Ann")), std::logic_error);
}

TEST_F(KeptAtTheClient, OfAHandlerThatThrowsStayAsTheyWere) {
  const auto feature = SessionTest::feature(members());
  browser.becomes(feature, "Ann");
  EXPECT_THROW(browser.asks(feature,
                            [](Request& request) -> Task<Response> {
                              (co_await request.session<Visitor>()).set({"Bob"});
                              throw std::runtime_error("no");
                            }),
               std::runtime_error);
  EXPECT_EQ(browser.who(feature), "Ann");
}

TEST_F(SessionCookies, OverTlsAreOfThisHostAlone) {
  const auto feature = SessionTest::feature(members());
  browser.over_tls = true;
  browser.becomes(feature, "Ann");
  EXPECT_TRUE(browser.set_cookie.starts_with("__Host-visitor="));
  EXPECT_TRUE(browser.set_cookie.ends_with("; Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax"));
  EXPECT_EQ(browser.who(feature), "Ann");
  browser.does(feature, [](auto& session) { session.clear(); });
  EXPECT_EQ(browser.set_cookie, "__Host-visitor=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax");
}

TEST_F(SessionCookies, CannotBePlantedFromThePlainSideOfTheHost) {
  const auto feature = SessionTest::feature(members());
  TestBrowser eve{simulation};
  eve.becomes(feature, "Eve");
  browser.over_tls = true;
  browser.cookies["visitor"] = eve.cookies["visitor"];
  EXPECT_EQ(browser.who(feature), "nobody");
  // Nor does it count under the other name, which nobody but us can set.
  browser.cookies["__Host-visitor"] = eve.cookies["visitor"];
  EXPECT_EQ(browser.who(feature), "nobody");
}

TEST_F(SessionCookies, AreAsOverTlsBehindAProxyThatDoesNotSaySo) {
  auto options = members();
  options.secure = true;
  browser.becomes(feature(options), "Ann");
  EXPECT_TRUE(browser.set_cookie.starts_with("__Host-visitor="));
}

TEST_F(SessionCookies, KeepAnswersFromSharedCaches) {
  const auto feature = SessionTest::feature(members());
  const auto read = [&](auto answer) {
    const auto response = browser.asks(feature, [&](Request& request) -> Task<Response> {
      co_await request.session<Visitor>();
      co_return answer();
    });
    return std::string(response.headers.find("Cache-Control").value_or("none"));
  };
  EXPECT_EQ(read([] { return Response::text("for you"); }), "private, no-cache");
  const auto cached = [] {
    auto response = Response::text("for all");
    response.headers.add("Cache-Control", "public, max-age=60");
    return response;
  };
  EXPECT_EQ(read(cached), "private, max-age=60");
  browser.cookies["visitor"] = "forged";
  EXPECT_EQ(read(cached), "private, no-cache");
}

TEST_F(SessionHeaders, TravelBothWaysWhenTheyChange) {
  auto options = members();
  options.header = "X-Visitor";
  const auto feature = SessionTest::feature(std::move(options));
  auto response = browser.becomes(feature, "Ann");
  EXPECT_FALSE(response.headers.contains("Set-Cookie"));
  browser.headers.add("x-visitor", std::string(response.headers.find("X-Visitor").value()));
  EXPECT_EQ(browser.who(feature), "Ann");
  EXPECT_FALSE(browser.does(feature, [](auto&) {}).headers.contains("X-Visitor"));
  EXPECT_EQ(browser.does(feature, [](auto& session) { session.clear(); }).headers.find("X-Visitor"), "");
}

TEST_F(SessionOptions, ThatContradictEachOtherAreRefused) {
  MemoryStore store;
  const auto refused = [&](auto change) {
    auto options = members();
    change(options);
    EXPECT_THROW(Sessions<Visitor>{std::move(options)}, std::invalid_argument);
  };
  (void)Sessions<Visitor>{members()};
  refused([](auto& options) { options.cookie = "no token"; });
  refused([](auto& options) { options.cookie = "__Host-visitor"; });
  refused([](auto& options) { options.header = "no token"; });
  refused([](auto& options) { options.same_site = http::SameSite::none; });
  refused([](auto& options) { options.max_age = seconds{0}; });
  refused([](auto& options) { options.idle = seconds{0}; });
  refused([](auto& options) { options.user = [](const Visitor& visitor) { return visitor.name; }; });
  refused([&](auto& options) { options.store = store, options.secret = Secret::encrypted; });
  refused([&](auto& options) { options.store = store, options.undated = true; });
}

TEST_F(TheSession, AreNoneWithoutTheirFeature) {
  const Request request;
  EXPECT_THROW((void)request.session<Visitor>(), std::logic_error);
}

TEST_F(TheSession, CannotChangeOnceTheAnswerIsOnItsWay) {
  const auto feature = SessionTest::feature(members());
  browser.asks(feature, [](Request& request) -> Task<Response> {
    co_await request.session<Visitor>();
    co_return Response::empty();
  });
  // A feature in front of that of the sessions sees them when it is too late.
  Request request;
  struct Asks final : http::Innermost {
    Task<Response> answer(Request& asked) override {
      session = &co_await asked.session<Visitor>();
      session->set({"Ann"});
      co_return Response::empty();
    }
    Session<Visitor>* session = nullptr;
  } handler;
  simulation.run(feature(request, Next{{}, handler}));
  EXPECT_EQ((*handler.session)->name, "Ann");
  EXPECT_THROW(handler.session->set({"Bob"}), std::logic_error);
  EXPECT_THROW(handler.session->clear(), std::logic_error);
  EXPECT_THROW(handler.session->renew(), std::logic_error);
}

TEST_F(TheSession, ThatAreNotThereSaySo) {
  browser.does(feature(members()), [](auto& session) {
    EXPECT_FALSE(session);
    EXPECT_THROW((void)*session, std::logic_error);
    EXPECT_THROW((void)session.id(), std::logic_error);
    EXPECT_THROW(session.renew(), std::logic_error);
    session.clear();
  });
}

TEST(SessionKinds, AreOfDifferentTypesAndTravelApart) {
  std::vector<Kind> kinds;
  add(kinds, {&type_of<int>, "cookie a"});
  add(kinds, {&type_of<char>, "cookie b"});
  EXPECT_THROW(add(kinds, {&type_of<int>, "cookie c"}), std::invalid_argument);
  EXPECT_THROW(add(kinds, {&type_of<long>, "cookie a"}), std::invalid_argument);
}

}  // namespace kotori::inline v0::sessions
