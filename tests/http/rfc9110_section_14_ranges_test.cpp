#include "kotori/kotori.hpp"
#include "tests/http/wire.hpp"

#include <gtest/gtest.h>

/// RFC 9110 §13 conditional requests and §14 range requests, of files, as bytes on a wire.
namespace http_conformance {
namespace {

constexpr kotori::EmbeddedFile files[] = {
    {.path = "ten.txt", .content_type = "text/plain", .bytes = "0123456789", .etag = "ten", .gzip = "zipped"},
    {.path = "empty.txt", .content_type = "text/plain", .bytes = "", .etag = "empty"},
};

std::string ask(std::string_view lines, std::string_view method = "GET", std::string_view name = "ten.txt") {
  kotori::Routes routes;
  routes.files("/", files);
  kotori::TestServer server{std::move(routes)};
  const auto request = std::string(method) + " /" + std::string(name) + " HTTP/1.1\r\nHost: a\r\n" + std::string(lines);
  return server.exchange(request + "\r\n");
}

std::string status(std::string_view lines, std::string_view method = "GET") { return ask(lines, method).substr(9, 3); }

std::string content_of(const std::string& text) { return text.substr(text.find("\r\n\r\n") + 4); }

}  // namespace

TEST(Section13_2_2_Precedence, OfConditionsIsAsItStandsThere) {
  const auto yes = "\"ten\"\r\n"s, no = "\"other\"\r\n"s;
  EXPECT_EQ(status("If-Match: " + yes), "200");
  EXPECT_EQ(status("If-Match: *\r\n"), "200");
  EXPECT_EQ(status("If-Match: " + no), "412");
  EXPECT_EQ(status("If-Match: W/" + yes), "412");
  EXPECT_EQ(status("If-None-Match: " + yes), "304");
  EXPECT_EQ(status("If-None-Match: " + yes, "HEAD"), "304");
  EXPECT_EQ(status("If-Match: " + no + "If-None-Match: " + yes), "412");
  EXPECT_EQ(status("If-Match: " + yes + "If-None-Match: " + yes), "304");
  EXPECT_EQ(status("If-None-Match: " + yes + "Range: bytes=0-1\r\n"), "304");
  EXPECT_EQ(status("If-Match: " + no + "Range: bytes=99-\r\n"), "412");
  EXPECT_EQ(status("If-None-Match: " + no + "Range: bytes=0-1\r\n"), "206");
}

TEST(Section13_1_5_IfRange, GivesAllWhenItIsAnotherVersion) {
  EXPECT_EQ(content_of(ask("Range: bytes=2-3\r\nIf-Range: \"ten\"\r\n")), "23");
  for (const auto* version : {"\"other\"", "W/\"ten\"", "*", "Sun, 06 Nov 1994 08:49:37 GMT", "ten"}) {
    const auto answer = ask("Range: bytes=2-3\r\nIf-Range: " + std::string(version) + "\r\n");
    EXPECT_EQ(content_of(answer), "0123456789") << version;
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << version;
  }
}

TEST(Section14_2_Range, IsForGetAlone) {
  const auto head = ask("Range: bytes=2-3\r\n", "HEAD");
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(head.contains("\r\nContent-Length: 10\r\n"));
  EXPECT_TRUE(head.contains("\r\nAccept-Ranges: bytes\r\n"));
  EXPECT_EQ(content_of(head), "");
}

TEST(Section14_2_Range, ThatIsMalformedIsNotThere) {
  for (const auto* range : {"bytes=3-2", "bytes", "lines=0-1", "bytes=0-4,4-9", "bytes=a-"})
    EXPECT_EQ(content_of(ask("Range: " + std::string(range) + "\r\n")), "0123456789") << range;
  EXPECT_EQ(content_of(ask("Range: bytes=0-1\r\nRange: bytes=2-3\r\n")), "0123456789");
}

TEST(Section15_3_7_PartialContent, SaysWhichPartItIs) {
  const auto part = ask("Range: bytes=2-3\r\n");
  EXPECT_TRUE(part.starts_with("HTTP/1.1 206 Partial Content\r\n"));
  EXPECT_TRUE(part.contains("\r\nContent-Range: bytes 2-3/10\r\n"));
  EXPECT_TRUE(part.contains("\r\nContent-Length: 2\r\n"));
  for (const auto* name : {"Date", "Cache-Control", "ETag", "Vary"})
    EXPECT_TRUE(part.contains("\r\n" + std::string(name) + ": ")) << name;
  EXPECT_EQ(content_of(part), "23");
}

TEST(Section15_3_7_PartialContent, InSeveralPartsNamesEach) {
  const auto answer = ask("Range: bytes=0-1, 7-\r\n");
  const auto at = answer.find("boundary=");
  const auto boundary = answer.substr(at + 9, answer.find("\r\n", at) - at - 9);
  EXPECT_EQ(content_of(answer),
            "--" + boundary + "\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01" + "\r\n--" +
                boundary + "\r\nContent-Type: text/plain\r\nContent-Range: bytes 7-9/10\r\n\r\n789" + "\r\n--" +
                boundary + "--\r\n");
  EXPECT_TRUE(answer.contains("\r\nContent-Type: multipart/byteranges; boundary="));
  EXPECT_TRUE(answer.contains("\r\nContent-Length: " + std::to_string(content_of(answer).size()) + "\r\n"));
  EXPECT_FALSE(answer.substr(0, answer.find("\r\n\r\n")).contains("Content-Range"));
  EXPECT_NE(ask("Range: bytes=0-1, 7-\r\n"), answer);  // nobody guesses a boundary
}

TEST(Section15_3_7_PartialContent, OfWhichOnePartIsLeftIsNotInParts) {
  EXPECT_EQ(content_of(ask("Range: bytes=2-3,10-\r\n")), "23");
}

TEST(Section15_3_7_PartialContent, IsOfTheEncodedBytes) {
  const auto zipped = "Accept-Encoding: gzip\r\n"s;
  const auto part = ask(zipped + "Range: bytes=1-2\r\n");
  EXPECT_TRUE(part.contains("\r\nContent-Encoding: gzip\r\n") && part.contains("\r\nETag: \"ten-gzip\"\r\n"));
  EXPECT_EQ(content_of(part), "ip");
  EXPECT_EQ(content_of(ask(zipped + "Range: bytes=0-0,2-2\r\n")), "zipped");
}

TEST(Section15_5_17_RangeNotSatisfiable, SaysHowManyBytesThereAre) {
  for (const auto* range : {"bytes=10-", "bytes=-0", "bytes=99-100,11-12"}) {
    const auto answer = ask("Range: " + std::string(range) + "\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 416 Range Not Satisfiable\r\n")) << range;
    EXPECT_TRUE(answer.contains("\r\nContent-Range: bytes */10\r\n")) << range;
  }
  EXPECT_TRUE(ask("Range: bytes=0-\r\n", "GET", "empty.txt").starts_with("HTTP/1.1 416 "));
  EXPECT_TRUE(ask("", "GET", "empty.txt").starts_with("HTTP/1.1 200 "));
}

}  // namespace http_conformance
