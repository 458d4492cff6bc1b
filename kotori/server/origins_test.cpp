#include "kotori/server/origins.hpp"

#include "kotori/kotori.hpp"
#include "kotori/testing/live_server.hpp"
#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {

struct Asked {
  std::string_view host = "chat.example";
  bool over_tls = false;
  std::vector<std::string> allowed = {};
};

/// Whether a page of this origin may connect; several lines are several headers.
bool lets_in(std::initializer_list<std::string_view> origins, const Asked& asked = {}) {
  Request request;
  request.over_tls = asked.over_tls;
  request.headers.add("Host", asked.host);
  for (const auto origin : origins) request.headers.add("Origin", origin);
  return server::may_connect(request, server::read_origins(asked.allowed).value());
}

/// S-01: what others have been let in by.
constexpr std::string_view tricks[] = {
    "null",
    "NULL",
    "",
    "*",
    "https://evil.example",
    "https://chat.example.evil.com",
    "https://evilchat.example",
    "https://chat.example.",
    "https://.chat.example",
    "https://sub.chat.example",
    "https://example",
    "https://chat-example",
    "https://chatXexample",
    "https://chat.example:8443",
    "https://chat.example:80",
    "https://chat.example:",
    "https://chat.example:0443",
    "https://chat.example:443:443",
    "https://chat.example/",
    "https://chat.example/.evil.com",
    "https://chat.example?.evil.com",
    "https://chat.example#.evil.com",
    "https://chat.example\\.evil.com",
    "https://chat.example%2eevil.com",
    "https://chat.example@evil.com",
    "https://evil.com@chat.example",
    "https://user:secret@chat.example",
    "https://chat.example,https://evil.example",
    "https://chat.example https://evil.example",
    "https://evil.example https://chat.example",
    "https://chat.example, https://chat.example",
    "https://xn--cht-ula.example",
    "https://ch\xc3\xa4t.example",
    "https://chat\xe3\x80\x82"
    "example",
    "chat.example",
    "//chat.example",
    "https:chat.example",
    "https:/chat.example",
    "https:///chat.example",
    "ftp://chat.example",
    "ws://chat.example",
    "wss://chat.example",
    "file://chat.example",
    "httpss://chat.example",
    "chrome-extension://chat.example",
    "https://[::1]",
    "https://127.0.0.1",
};

}  // namespace

TEST(SameHost, LetsInThePagesOfTheHostThatWasAskedFor) {
  EXPECT_TRUE(lets_in({"https://chat.example"}));
  EXPECT_TRUE(lets_in({"http://chat.example"}));
  EXPECT_TRUE(lets_in({"HTTPS://Chat.Example"}, {.host = "CHAT.example"}));
  EXPECT_TRUE(lets_in({"http://chat.example"}, {.host = "chat.example:80"}));
  EXPECT_TRUE(lets_in({"https://chat.example:443"}));
  EXPECT_TRUE(lets_in({"http://chat.example:8080"}, {.host = "chat.example:8080"}));
  EXPECT_TRUE(lets_in({"https://chat.example."}, {.host = "chat.example."}));
  EXPECT_TRUE(lets_in({"http://[::1]:8080"}, {.host = "[::1]:8080"}));
  EXPECT_TRUE(lets_in({"http://127.0.0.1:8080"}, {.host = "127.0.0.1:8080"}));
  EXPECT_TRUE(lets_in({"https://xn--bcher-kva.example"}, {.host = "xn--bcher-kva.example"}));
}

TEST(SameHost, LetsInThoseWhoAreNoBrowsers) { EXPECT_TRUE(lets_in({})); }

TEST(SameHost, IsNotToBeTricked) {
  for (const bool over_tls : {false, true})
    for (const auto trick : tricks) EXPECT_FALSE(lets_in({trick}, {.over_tls = over_tls})) << trick;
  for (const auto* origin : {"http://localhost:81", "http://localhost:8080", "http://localhost.evil.example",
                             "http://evillocalhost", "http://127.0.0.1"})
    EXPECT_FALSE(lets_in({origin}, {.host = "localhost"})) << origin;
  EXPECT_FALSE(lets_in({"http://chat.example"}, {.host = "chat.example:8080"}));
  EXPECT_FALSE(lets_in({"http://chat.example"}, {.host = "chat.example:443"}));
  EXPECT_FALSE(lets_in({"http://[::1]"}, {.host = "[::2]"}));
}

TEST(SameHost, WantsHttpsOverTls) {
  EXPECT_TRUE(lets_in({"https://chat.example"}, {.over_tls = true}));
  EXPECT_TRUE(lets_in({"https://chat.example:8443"}, {.host = "chat.example:8443", .over_tls = true}));
  EXPECT_FALSE(lets_in({"http://chat.example"}, {.over_tls = true}));
  EXPECT_FALSE(lets_in({"http://chat.example:443"}, {.over_tls = true}));
}

TEST(AnOrigin, IsOneOrNone) {
  for (const Asked& asked : {Asked{}, Asked{.allowed = {"https://chat.example", "https://evil.example"}}}) {
    EXPECT_FALSE(lets_in({"https://chat.example", "https://chat.example"}, asked));
    EXPECT_FALSE(lets_in({"https://chat.example", "https://evil.example"}, asked));
    EXPECT_FALSE(lets_in({"", "https://chat.example"}, asked));
  }
}

TEST(AllowedOrigins, AreExact) {
  const Asked asked{.host = "somewhere.else", .allowed = {"https://chat.example", "http://localhost:3000"}};
  EXPECT_TRUE(lets_in({"https://chat.example"}, asked));
  EXPECT_TRUE(lets_in({"https://CHAT.example:443"}, asked));
  EXPECT_TRUE(lets_in({"http://localhost:3000"}, asked));
  EXPECT_TRUE(lets_in({}, asked));
  for (const auto trick : tricks) EXPECT_FALSE(lets_in({trick}, asked)) << trick;
  for (const auto* origin : {"http://chat.example", "http://localhost", "https://localhost:3000",
                             "https://somewhere.else", "http://somewhere.else"})
    EXPECT_FALSE(lets_in({origin}, asked)) << origin;
}

TEST(AllowedOrigins, MayBeOfAnyScheme) {
  const Asked asked{.allowed = {"capacitor://localhost", "chrome-extension://abcdef"}};
  EXPECT_TRUE(lets_in({"capacitor://localhost"}, asked));
  EXPECT_TRUE(lets_in({"chrome-extension://abcdef"}, asked));
  EXPECT_FALSE(lets_in({"http://localhost"}, asked));
  EXPECT_FALSE(lets_in({"chrome-extension://abcdee"}, asked));
}

TEST(AllowedOrigins, AreRefusedAtTheStartWhenTheyAreNone) {
  for (const auto* wrong :
       {"", "*", "null", "chat.example", "https://chat.example/", "https://chat.example:", "https://"})
    EXPECT_FALSE(server::read_origins(std::vector<std::string>{"https://fine.example", wrong})) << wrong;
  Loops loops{1};
  Server server{loops, {}, {.listen = {"127.0.0.1", 0}, .allowed_origins = {"https://chat.example/chat"}}};
  const auto listening = server.listen();
  ASSERT_FALSE(listening);
  EXPECT_EQ(listening.error().message,
            "an allowed origin is not right: \"https://chat.example/chat\" has something behind the host, if only a "
            "slash; write it as https://chat.example");
}

TEST(AllowedOrigins, AreAskedBeforeAnythingIsBegunForAPage) {
  int begun = 0;
  Routes routes;
  routes.install([&begun](Request& request, Next next) -> Task<Response> {
    auto response = co_await next(request);
    if (response.status != Status::switching_protocols) co_return response;
    ++begun;
    response.headers.add("Set-Cookie", "visitor=new");
    co_return response;
  });
  routes.websocket("/", [](WebSocket&) -> Task<> { co_return; });
  TestServer server{routes};
  const auto upgrade = [&](std::string_view origin, std::string_view key) {
    return server.exchange(
        "GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: " + std::string(origin) +
        "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + std::string(key) + "\r\n\r\n");
  };
  EXPECT_THAT(upgrade("http://evil.example", "dGhlIHNhbXBsZSBub25jZQ=="), testing::StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(upgrade("http://here", "short"), testing::StartsWith("HTTP/1.1 400 "));
  EXPECT_EQ(begun, 0);
  const auto accepted = upgrade("http://here", "dGhlIHNhbXBsZSBub25jZQ==");
  EXPECT_THAT(accepted, testing::StartsWith("HTTP/1.1 101 "));
  EXPECT_THAT(accepted, testing::HasSubstr("Set-Cookie: visitor=new"));
  EXPECT_EQ(begun, 1);
}

TEST(AllowedOrigins, KnowTlsFromPlain) {
  Routes routes;
  routes.websocket("/", [](WebSocket&) -> Task<> { co_return; });
  LiveTlsServer server{routes};
  const auto status_of = [&](const std::string& scheme) {
    http::Headers headers;
    headers.add("Origin", scheme + "://" + server.endpoint().text());
    return server.connect("/", headers).status();
  };
  EXPECT_EQ(status_of("https"), 101);
  EXPECT_EQ(status_of("http"), 403);
}

}  // namespace kotori::inline v0
