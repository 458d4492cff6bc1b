#include "tests/http/wire.hpp"

#include <gtest/gtest.h>

/// RFC 9112 §6: where a request's body ends.
namespace http_conformance {
namespace {

Row coding(std::string_view what, std::string_view value) {
  return {what, post("Transfer-Encoding:" + std::string(value) + "\r\n", "0\r\n\r\n")};
}
Row length(std::string_view what, std::string_view value) {
  return {what, post("Content-Length:" + std::string(value) + "\r\n", "hello")};
}

}  // namespace

TEST(Section6_2_ContentLength, IsANumberAndNothingElse) {
  expect_refused(400, {length("nothing", ""),
                       length("white space", " \t"),
                       length("a plus", " +5"),
                       length("a minus", " -5"),
                       length("hex", " 0x5"),
                       length("a fraction", " 5.0"),
                       length("an exponent", " 5e0"),
                       length("two numbers", " 5 5"),
                       length("a list", " 5, 5"),
                       length("another list", " 5, 6"),
                       length("a comma", " 5,"),
                       length("a semicolon", " 5;a=b"),
                       length("quotes", " \"5\""),
                       length("a letter", " 5a"),
                       length("a word", " five"),
                       length("digits beyond ASCII", " \xef\xbc\x95"),
                       length("a vertical tab",
                              " \x0b"
                              "5"),
                       length("NUL", " 5\0"s),
                       length("more than a number holds", " 18446744073709551616"),
                       length("2^64 + 5", " 18446744073709551621"),
                       length("twenty digits", " 99999999999999999999")});
}

// Some read 0200 as octal; the RFC allows zeros in front, but nobody who means well sends them.
TEST(Section6_2_ContentLength, HasNoZerosInFront) {
  expect_refused(400, {length("one", " 05"), length("many", " 0005"), length("nothing but zeros", " 00")});
}

// Elsewhere white space around a value is taken as RFC 9110 §5.5 has it.
TEST(Section6_2_ContentLength, StandsOneSpaceBehindItsColonOrNone) {
  expect_refused(
      400, {length("two spaces", "  5"), length("a tab", "\t5"), length("a space and a tab", " \t5"),
            length("a space behind", " 5 "), length("a tab behind", " 5\t"), length("only a space behind", "5 ")});
}

TEST(Section6_2_ContentLength, StandsOnce) {
  expect_refused(400, {{"twice the same", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")},
                       {"twice not the same", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello")},
                       {"in other letters", post("Content-Length: 5\r\ncontent-length: 5\r\n", "hello")}});
}

TEST(Section6_2_ContentLength, IsTakenAtItsWord) {
  expect_answered(
      {200}, {{"a body", post("Content-Length: 5\r\n", "hello")},
              {"none", post("Content-Length: 0\r\n")},
              {"no white space", post("Content-Length:5\r\n", "hello")},
              {"a body that looks like a request", post("Content-Length: 33\r\n", marker)},
              {"a body that looks like chunks", post("Content-Length: 5\r\n", "0\r\n\r\n")},
              {"any bytes", post("Content-Length: 4\r\n", "\x00\xff\r\n"s)},
              {"the old version", "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi"}});
}

TEST(Section6_3_Body, IsEmptyWithoutAWordOfIt) {
  expect_answered({200}, {{"POST", post("")}, {"an unknown method's name in a header", post("X-Method: PUT\r\n")}});
}

TEST(Section6_1_TransferEncoding, IsChunkedAloneInLettersOfAnyCase) {
  expect_answered({200}, {coding("as it is written", " chunked"), coding("capitals", " CHUNKED"),
                          coding("mixed", " Chunked"), coding("no space", "chunked")});
}

TEST(Section6_1_TransferEncoding, IsRefusedInAnyOtherSpelling) {
  expect_refused(400, {coding("nothing", ""),
                       coding("quotes", " \"chunked\""),
                       coding("a parameter", " chunked;a=b"),
                       coding("a semicolon", " chunked;"),
                       coding("an empty first", " ,chunked"),
                       coding("an empty last", " chunked,"),
                       coding("an empty middle", " gzip,,chunked"),
                       coding("two words", " x chunked"),
                       coding("twice", " chunked, chunked"),
                       coding("not last", " chunked, gzip"),
                       coding("not last but identity", " chunked, identity"),
                       coding("a vertical tab",
                              " \x0b"
                              "chunked"),
                       coding("a form feed", " chunked\x0c"),
                       coding("NUL", " chunked\0"s),
                       coding("a byte beyond ASCII", " chunked\xa0"),
                       coding("a fold", "\r\n chunked"),
                       coding("a colon", ": chunked"),
                       coding("an equals sign", " chunked=1"),
                       coding("two spaces", "  chunked"),
                       coding("a tab", "\tchunked"),
                       coding("a space behind", " chunked "),
                       coding("a tab behind", " chunked\t")});
}

TEST(Section6_1_TransferEncoding, StandsOnce) {
  expect_refused(
      400, {{"twice the same", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
            {"identity behind", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n")},
            {"an empty one behind", post("Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n", "0\r\n\r\n")},
            {"in other letters", post("Transfer-Encoding: chunked\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n")}});
}

TEST(Section6_1_TransferEncoding, OfAnotherCodingIsNotImplemented) {
  expect_refused(
      501, {coding("gzip", " gzip"), coding("identity", " identity"), coding("gzip and chunked", " gzip, chunked"),
            coding("deflate and chunked", " deflate,chunked"), coding("identity and chunked", " identity, chunked"),
            coding("nearly chunked", " xchunked"), coding("nearly chunked, too", " chunkedx"),
            coding("a quote that is a letter", " 'chunked'"), coding("in parts", " chunk, ed")});
}

TEST(Section6_1_TransferEncoding, ExcludesContentLength) {
  expect_refused(400, {{"length first", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
                       {"coding first", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")},
                       {"length 0", post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
                       {"another coding", post("Content-Length: 5\r\nTransfer-Encoding: gzip\r\n", "hello")},
                       {"an empty coding", post("Content-Length: 5\r\nTransfer-Encoding:\r\n", "hello")}});
}

TEST(Section6_1_TransferEncoding, IsNotKnownToTheOldVersion) {
  expect_refused(
      400,
      {{"chunked", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
       {"kept alive", "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
       {"with a length", "POST /echo HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}});
}

TEST(Section6_1_TransferEncoding, IsNoOtherField) {
  expect_answered({200},
                  {{"a longer name", post("X-Transfer-Encoding: chunked\r\n")}, {"TE", post("TE: chunked\r\n")}});
}

// To CGI and its heirs _ and - are one letter.
TEST(Section6_BodyLength, IsSaidByNoNameThatOthersTakeForTheseTwo) {
  expect_refused(
      400, {{"a coding", post("Transfer_Encoding: chunked\r\n", "0\r\n\r\n")},
            {"a coding in capitals", post("TRANSFER_ENCODING: chunked\r\n")},
            {"a length", post("Content_Length: 5\r\n", "hello")},
            {"beside the right one", post("Content-Length: 5\r\nContent_Length: 9\r\n", "hello")},
            {"beside the right coding", post("Transfer_Encoding: x\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")}});
  expect_answered({200}, {{"another name with one", post("Content_Type: a\r\nX_Y: b\r\n")}});
}

}  // namespace http_conformance
