#include "kotori/client/url.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::client {
namespace {

std::string refusal(std::string_view text) {
  const auto url = parse_url(text);
  return url ? "no refusal, but " + url->text() : url.error().message;
}

std::string redirected(std::string_view location) {
  const auto url = resolve(parse_url("https://chat.example/rooms/lobby?last=5").value(), location);
  return url ? url->text() : url.error().message;
}

}  // namespace

TEST(AUrl, HasASchemeAHostAPortAndATarget) {
  EXPECT_EQ(parse_url("https://chat.example"), (Url{"https", "chat.example", 443, "/"}));
  EXPECT_EQ(parse_url("HTTP://Chat.Example:8080/Rooms/%E9?last=5"),
            (Url{"http", "chat.example", 8080, "/Rooms/%E9?last=5"}));
  EXPECT_EQ(parse_url("ws://[::0001]:9000?a"), (Url{"ws", "::1", 9000, "/?a"}));
  EXPECT_EQ(parse_url("wss://127.0.0.1/"), (Url{"wss", "127.0.0.1", 443, "/"}));
}

TEST(AUrl, NamesItsPortToTheServerUnlessItIsTheSchemesOwn) {
  EXPECT_EQ(parse_url("https://chat.example:443")->authority(), "chat.example");
  EXPECT_EQ(parse_url("wss://chat.example:80")->authority(), "chat.example:80");
  EXPECT_EQ(parse_url("http://[2001:db8::1]:8080")->authority(), "[2001:db8::1]:8080");
}

TEST(AUrl, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(refusal("chat.example/x"), "\"chat.example/x\" does not begin with http://, https://, ws:// or wss://");
  EXPECT_TRUE(refusal("ftp://chat.example").contains("does not begin with"));
  EXPECT_EQ(refusal("http://ann:secret@host/"),
            "\"http://ann:secret@host/\" has a user in it: say who you are in a header");
  EXPECT_TRUE(refusal("http://host/#top").contains("has a fragment"));
  EXPECT_TRUE(refusal("http://host/a b").contains("must be written as %XX"));
  EXPECT_TRUE(refusal("http://host/\xe9").contains("must be written as %XX"));
  EXPECT_TRUE(refusal("http://host/%2").contains("a % without two hex digits"));
  EXPECT_TRUE(refusal("http://host/\r\nX: y").contains("must be written as %XX"));
}

TEST(AUrl, HasAHostAndAPortThatAreRight) {
  for (const auto* bad : {"http://host:0", "http://host:65536", "http://host:", "http://host:080"})
    EXPECT_TRUE(refusal(bad).contains("has no port from 1 to 65535 behind its colon")) << refusal(bad);
  for (const auto* bad :
       {"http://", "http:///x", "http://a,b/", "http://host:8a", "http://[::1/", "http://a b/", "http://h\r\nx/"})
    EXPECT_TRUE(refusal(bad).contains("has no host")) << refusal(bad);
  EXPECT_TRUE(refusal("http://小鳥/").contains("xn--"));
}

TEST(ALocation, IsAWholeUrlOrAPathFromWhereItCame) {
  EXPECT_EQ(redirected("http://other.example:81/x"), "http://other.example:81/x");
  EXPECT_EQ(redirected("//other.example/x"), "https://other.example/x");
  EXPECT_EQ(redirected("/login?next=%2F#top"), "https://chat.example/login?next=%2F");
  EXPECT_EQ(redirected("tree?b=../c"), "https://chat.example/rooms/tree?b=../c");
  EXPECT_EQ(redirected("../people/./ann/.."), "https://chat.example/people/");
  EXPECT_EQ(redirected("../../../x"), "https://chat.example/x");
  EXPECT_EQ(redirected("?last=6"), "https://chat.example/rooms/lobby?last=6");
  EXPECT_EQ(redirected(""), "https://chat.example/rooms/lobby?last=5");
}

TEST(ALocation, IsRefusedWhereAUrlIs) {
  EXPECT_TRUE(redirected("javascript:alert(1)").contains("does not begin with"));
  EXPECT_TRUE(redirected("https://ann@other.example/").contains("has a user in it"));
}

}  // namespace kotori::inline v0::client
