#include "kotori/kotori.hpp"
#include "tests/http/wire.hpp"

#include <gtest/gtest.h>

/// RFC 9112 §6.2: answers that come in pieces, and whose length is known all the same.
namespace http_conformance {
namespace {

/// Said to be ten bytes long.
kotori::Routes ten_bytes(std::vector<std::string> pieces) {
  kotori::Routes routes;
  routes.get("/", [pieces = std::move(pieces)](const kotori::Request&) {
    auto response = kotori::Response::stream(
        "text/plain", [pieces, at = 0UL]() mutable -> kotori::Task<std::optional<std::string>> {
          co_return at < pieces.size() ? std::optional{pieces[at++]} : std::nullopt;
        });
    response.length = 10;
    return response;
  });
  routes.get("/marker", [](const kotori::Request&) { return kotori::Response::text("marker"); });
  return routes;
}

std::string heard(std::vector<std::string> pieces, std::string_view request_line = "GET / HTTP/1.1") {
  kotori::TestServer server{ten_bytes(std::move(pieces))};
  return server.exchange(line(request_line) + std::string(marker));
}

}  // namespace

TEST(Section6_2_StreamedLength, IsToldAndTheConnectionGoesOn) {
  const auto text = heard({"01234", "", "56789"});
  EXPECT_TRUE(text.contains("\r\nContent-Length: 10\r\n"));
  EXPECT_FALSE(text.contains("Transfer-Encoding"));
  EXPECT_TRUE(text.contains("\r\n\r\n0123456789HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(text.ends_with("marker"));
}

TEST(Section6_2_StreamedLength, IsToldToTheOldVersionWhichMayStay) {
  const auto text = heard({"0123456789"}, "GET / HTTP/1.0\r\nConnection: keep-alive");
  EXPECT_TRUE(text.contains("\r\nContent-Length: 10\r\n"));
  EXPECT_TRUE(text.ends_with("marker"));
}

TEST(Section6_2_StreamedLength, IsToldToHead) {
  const auto text = heard({}, "HEAD / HTTP/1.1");
  EXPECT_TRUE(text.contains("\r\nContent-Length: 10\r\n"));
  EXPECT_TRUE(text.ends_with("marker"));
}

TEST(Section6_2_StreamedLength, ThatIsNotKeptCutsTheConnection) {
  for (const auto& pieces : {std::vector<std::string>{"0123"}, {}, {"01234", "567890"}}) {
    const auto text = heard(pieces);
    EXPECT_TRUE(text.contains("\r\nContent-Length: 10\r\n"));
    EXPECT_LT(text.size() - text.find("\r\n\r\n") - 4, 10);  // never what could be taken for the whole
    EXPECT_FALSE(text.contains("marker"));
  }
}

}  // namespace http_conformance
