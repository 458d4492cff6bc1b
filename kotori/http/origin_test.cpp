#include "kotori/http/origin.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::http {
namespace {

Origin origin(std::string_view text) { return parse_origin(text).value(); }

}  // namespace

TEST(Origin, IsSchemeHostAndPort) {
  EXPECT_EQ(origin("https://chat.example:8443"), (Origin{"https", "chat.example", 8443}));
  EXPECT_EQ(origin("http://[::1]:8080"), (Origin{"http", "[::1]", 8080}));
  EXPECT_EQ(origin("capacitor://localhost"), (Origin{"capacitor", "localhost", 0}));
}

TEST(Origin, HasThePortOfItsSchemeIfItNamesNone) {
  EXPECT_EQ(origin("https://chat.example"), origin("https://chat.example:443"));
  EXPECT_EQ(origin("http://chat.example"), origin("http://chat.example:80"));
  EXPECT_NE(origin("https://chat.example"), origin("https://chat.example:80"));
  EXPECT_NE(origin("http://chat.example:443"), origin("https://chat.example:443"));
}

TEST(Origin, IsTheSameInLettersOfAnyCaseAndAnyWritingOfIpv6) {
  EXPECT_EQ(origin("HTTPS://Chat.EXAMPLE"), origin("https://chat.example"));
  EXPECT_EQ(origin("http://[0:0::0:1]"), origin("http://[::1]"));
  EXPECT_EQ(origin("http://[2001:DB8::A]"), origin("http://[2001:db8::a]"));
}

TEST(Origin, IsAnotherWithADotBehindOrWithAnotherWritingOfIpv4) {
  EXPECT_NE(origin("https://chat.example."), origin("https://chat.example"));
  EXPECT_NE(origin("http://127.1"), origin("http://127.0.0.1"));
}

TEST(Origin, IsRefusedUnlessItIsOne) {
  for (const auto* text : {"",
                           "null",
                           "NULL",
                           "*",
                           "chat.example",
                           "//chat.example",
                           "https:chat.example",
                           "https:/chat.example",
                           "https://",
                           "https:///",
                           "https://chat.example/",
                           "https://chat.example/path",
                           "https://chat.example?q",
                           "https://chat.example#f",
                           "https://ann@chat.example",
                           "https://ann:secret@chat.example",
                           "https://@chat.example",
                           "https://chat.example:",
                           "https://chat.example:0",
                           "https://chat.example:0443",
                           "https://chat.example:65536",
                           "https://chat.example:+443",
                           "https://chat.example: 443",
                           "https://chat.example:443:443",
                           "https://:443",
                           "https://chat.example, https://chat.example",
                           "https://chat.example https://chat.example",
                           " https://chat.example",
                           "https://chat.example ",
                           "https://chat,example",
                           "https://chat%2eexample",
                           "https://b\xc3\xbc"
                           "cher.example",
                           "https://[::1",
                           "https://::1",
                           "https://[]",
                           "https://[1.2.3.4]",
                           "https://[::1%25lo]",
                           "https://[::1]443",
                           "https://*.example",
                           "1https://chat.example",
                           "ht tps://chat.example",
                           "://chat.example"})
    EXPECT_FALSE(parse_origin(text)) << text;
}

TEST(Origin, IsRefusedWithWhatIsWrong) {
  EXPECT_EQ(
      parse_origin("https://chat.example/").error().message,
      "\"https://chat.example/\" has something behind the host, if only a slash; write it as https://chat.example");
}

}  // namespace kotori::inline v0::http
