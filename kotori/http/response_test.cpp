#include "kotori/http/response.hpp"

#include "kotori/http/date.hpp"
#include "kotori/http/security_headers.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::http {
namespace {
constexpr Sending sending{.date = "Sun, 06 Nov 1994 08:49:37 GMT"};

std::string head(const Response& response, Sending how = sending) {
  std::string text;
  write_head(text, response, how);
  return text;
}
bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
}  // namespace

TEST(Response, IsWrittenWithItsLengthItsDateAndWhetherTheConnectionStays) {
  EXPECT_EQ(head(Response::text("ok\n")),
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: keep-alive\r\nContent-Length: 3\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n\r\n");
  EXPECT_TRUE(
      holds(head(Response::text("ok\n"), {.date = sending.date, .keep_alive = false}), "Connection: close\r\n"));
}

TEST(Response, HasAContentLengthUnlessItsStatusHasNoContent) {
  EXPECT_TRUE(holds(head(Response::redirect("/")), "Content-Length: 0\r\n"));
  for (const auto status : {Status::switching_protocols, Status::no_content, Status::not_modified}) {
    EXPECT_FALSE(holds(head(Response::text("x", status)), "Content-Length"));
    EXPECT_EQ(content(Response::text("x", status), "GET"), "");
  }
}

TEST(Response, ToHeadIsTheHeadOfGetAlone) {
  EXPECT_TRUE(holds(head(Response::text("ok\n")), "Content-Length: 3\r\n"));
  EXPECT_EQ(content(Response::text("ok\n"), "HEAD"), "");
  EXPECT_EQ(content(Response::text("ok\n"), "GET"), "ok\n");
}

TEST(Response, NamesAnUpgradeInConnection) {
  Response required = Response::text("", Status::upgrade_required);
  required.headers.add("Upgrade", "websocket");
  EXPECT_TRUE(holds(head(required), "Connection: Upgrade, keep-alive\r\n"));
  Response switching = Response::empty(Status::switching_protocols);
  switching.headers.add("Upgrade", "websocket");
  EXPECT_TRUE(holds(head(switching), "Connection: Upgrade\r\n"));
}

TEST(Response, MayNotSayItselfWhereItEnds) {
  for (const auto* name : {"content-length", "Transfer-Encoding", "CONNECTION", "Date"}) {
    Response response;
    response.headers.add(name, "1");
    EXPECT_THROW(head(response), std::invalid_argument) << name;
  }
}

TEST(Response, SendsSharedBytesWithoutCopyingThem) {
  static constexpr std::string_view page = "<!doctype html>";
  const auto response = Response::of("text/html", Body::shared(page));
  EXPECT_EQ(content(response, "GET").data(), page.data());
  auto owner = std::make_shared<const std::string>("kept");
  const auto kept = Body::shared(*owner, owner);
  const std::weak_ptr<const std::string> watched = owner;
  owner.reset();
  EXPECT_EQ(kept.view(), "kept");
  EXPECT_FALSE(watched.expired());
}

TEST(Response, IsKeptByNoSharedCacheOnceItSetsACookie) {
  auto response = Response::text("x");
  response.headers.add("Cache-Control", "public, max-age=1");
  Headers more;
  more.add("X-Other", "1");
  response.add(more);
  EXPECT_EQ(response.headers.find("Cache-Control"), "public, max-age=1");
  more.add("Set-Cookie", "a=b");
  response.add(more);
  EXPECT_EQ(response.headers.joined("Cache-Control"), "private, no-cache");
}

TEST(Headers, CannotBeForged) {
  for (int c = 0; c < 256; ++c) {
    const auto byte = static_cast<char>(c);
    const std::string text = std::string("a") + byte + "b";
    Headers headers;
    if ((c < 32 && c != '\t') || c == 127) {
      EXPECT_THROW(headers.add("A", text), std::invalid_argument) << c;
      EXPECT_THROW(Response::redirect(text), std::invalid_argument) << c;
    } else {
      headers.add("A", text);
      EXPECT_EQ(headers.find("a"), text);
    }
    if (c <= 32 || c >= 127 || byte == ':') EXPECT_THROW(headers.add(text, "b"), std::invalid_argument) << c;
  }
  EXPECT_THROW(Headers{}.add("", "b"), std::invalid_argument);
}

TEST(Headers, AreFoundWhateverTheirCaseAndKeepTheirOrder) {
  Headers headers;
  headers.add("Accept", "a");
  headers.add("Empty", "");
  headers.add("ACCEPT", "b: c");
  EXPECT_EQ(headers.find("accept"), "a");
  EXPECT_EQ(headers.joined("accept"), "a, b: c");
  EXPECT_EQ(headers.find("empty"), "");
  EXPECT_FALSE(headers.find("Accep"));
  std::vector<std::string> seen;
  for (const auto [name, value] : headers) seen.push_back(std::string(name) + "=" + std::string(value));
  EXPECT_EQ(seen, (std::vector<std::string>{"Accept=a", "Empty=", "ACCEPT=b: c"}));
}

TEST(Headers, ReplaceAllOfANameWhenSet) {
  Headers headers;
  headers.add("A", "1");
  headers.add("B", "2");
  headers.add("a", "3");
  headers.set("A", *headers.find("B"));
  EXPECT_EQ(headers.text(), "B: 2\r\nA: 2\r\n");
}

TEST(Headers, StayAsTheyAreWhenWhatIsSetMayNotStand) {
  Headers headers;
  headers.add("A", "1");
  EXPECT_THROW(headers.set("A", "2 "), std::invalid_argument);
  EXPECT_EQ(headers.text(), "A: 1\r\n");
}

TEST(Headers, KnowWhichTokensTheirListsHold) {
  Headers headers;
  headers.add("Connection", "keep-alive ,, Upgrade");
  headers.add("Connection", "x");
  EXPECT_TRUE(headers.list_holds("connection", "upgrade"));
  EXPECT_TRUE(headers.list_holds("connection", "X"));
  EXPECT_FALSE(headers.list_holds("connection", "keep"));
}

TEST(SecurityHeaders, AreAddedToWhatDoesNotSayOtherwise) {
  auto page = Response::html("<p>");
  page.headers.add("Referrer-Policy", "no-referrer");
  SecurityHeaders::strict().apply(page);
  EXPECT_EQ(page.headers.find("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.headers.joined("Referrer-Policy"), "no-referrer");
  EXPECT_TRUE(page.headers.find("Content-Security-Policy")->starts_with("default-src 'none'"));

  auto text = Response::text("x");
  SecurityHeaders::strict().apply(text);
  EXPECT_FALSE(text.headers.contains("Content-Security-Policy"));
}

TEST(SecurityHeaders, LetOwnFormsSayWhereTheyComeFrom) {
  auto page = Response::html("<form method=post>");
  SecurityHeaders::strict().apply(page);
  EXPECT_EQ(page.headers.joined("Referrer-Policy"), "same-origin");  // with no-referrer, Origin would be null
}

TEST(Date, IsWrittenAsHttpHasIt) {
  EXPECT_EQ(http_date(784111777000), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(Date, IsWrittenOnceASecond) {
  DateClock clock;
  const auto* first = clock.at(784111777000).data();
  EXPECT_EQ(clock.at(784111777999).data(), first);
  EXPECT_EQ(clock.at(784111778000), "Sun, 06 Nov 1994 08:49:38 GMT");
}

}  // namespace kotori::inline v0::http
