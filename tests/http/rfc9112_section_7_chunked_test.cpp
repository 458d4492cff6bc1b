#include "tests/http/wire.hpp"

#include <gtest/gtest.h>

/// RFC 9112 §7.1 Chunked Transfer Coding.
namespace http_conformance {

TEST(Section7_1_Chunks, AreReadAsTheirData) {
  Ground ground;
  auto echoed = [&](std::string_view body) { return ground.send(chunked(body)).answers.at(0).body; };
  EXPECT_EQ(echoed("0\r\n\r\n"), "");
  EXPECT_EQ(echoed("5\r\nhello\r\n0\r\n\r\n"), "hello");
  EXPECT_EQ(echoed("5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n"), "hello, world");
  EXPECT_EQ(echoed("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n"), "01234567890123456789");
  EXPECT_EQ(echoed("1A\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n"), std::string(26, 'x'));
  EXPECT_EQ(echoed("2\r\n\r\n\r\n0\r\n\r\n"), "\r\n");
  EXPECT_EQ(echoed("5\r\n0\r\n\r\n\r\n0\r\n\r\n"), "0\r\n\r\n");
}

TEST(Section7_1_Chunks, AreTakenWhereverTheyAreCut) {
  expect_answered({200},
                  {
                      {"no data", chunked("0\r\n\r\n")},
                      {"one chunk", chunked("5\r\nhello\r\n0\r\n\r\n")},
                      {"several", chunked("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n")},
                      {"data that looks like framing", chunked("5\r\n0\r\n\r\n\r\n0\r\n\r\n")},
                      {"data that looks like a request", chunked("21\r\n" + std::string(marker) + "\r\n0\r\n\r\n")},
                      {"leading zeros", chunked("0000000000000005\r\nhello\r\n0\r\n\r\n")},
                      {"a last size of many zeros", chunked("0000000000000000\r\n\r\n")},
                      {"any bytes", chunked("3\r\n\x00\xff\n\r\n0\r\n\r\n"s)},
                  });
}

TEST(Section7_1_ChunkSize, IsHexDigitsAndNothingElse) {
  expect_refused(400, {
                          {"nothing", chunked("\r\nhello\r\n0\r\n\r\n")},
                          {"nothing for the last one", chunked("\r\n\r\n")},
                          {"only an extension", chunked(";a=b\r\n\r\n")},
                          {"a letter beyond f", chunked("g\r\nhello\r\n0\r\n\r\n")},
                          {"a prefix", chunked("0x5\r\nhello\r\n0\r\n\r\n")},
                          {"a plus", chunked("+5\r\nhello\r\n0\r\n\r\n")},
                          {"a minus", chunked("-5\r\nhello\r\n0\r\n\r\n")},
                          {"a space in front", chunked(" 5\r\nhello\r\n0\r\n\r\n")},
                          {"a tab in front", chunked("\t5\r\nhello\r\n0\r\n\r\n")},
                          {"a space behind", chunked("5 \r\nhello\r\n0\r\n\r\n")},
                          {"two sizes", chunked("5 5\r\nhello\r\n0\r\n\r\n")},
                          {"a comma", chunked("5,5\r\nhello\r\n0\r\n\r\n")},
                          {"a fraction", chunked("5.0\r\nhello\r\n0\r\n\r\n")},
                          {"an underscore", chunked("0_5\r\nhello\r\n0\r\n\r\n")},
                          {"an h", chunked("5h\r\nhello\r\n0\r\n\r\n")},
                          {"quotes", chunked("\"5\"\r\nhello\r\n0\r\n\r\n")},
                          {"a byte beyond ASCII", chunked("\xef\xbc\x95\r\nhello\r\n0\r\n\r\n")},
                          {"NUL", chunked("5\0\r\nhello\r\n0\r\n\r\n"s)},
                          {"17 digits", chunked("00000000000000005\r\nhello\r\n0\r\n\r\n")},
                          {"17 digits that overflow to 5", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n")},
                          {"17 zeros at the end", chunked("5\r\nhello\r\n00000000000000000\r\n\r\n")},
                      });
}

TEST(Section7_1_ChunkLines, EndInCrlfAndNothingElse) {
  expect_refused(400, {
                          {"LF behind the size", chunked("5\nhello\r\n0\r\n\r\n")},
                          {"CR behind the size", chunked("5\rhello\r\n0\r\n\r\n")},
                          {"CR CR LF behind the size", chunked("5\r\r\nhello\r\n0\r\n\r\n")},
                          {"LF CR behind the size", chunked("5\n\rhello\r\n0\r\n\r\n")},
                          {"LF behind the data", chunked("5\r\nhello\n0\r\n\r\n")},
                          {"CR behind the data", chunked("5\r\nhello\r0\r\n\r\n")},
                          {"nothing behind the data", chunked("5\r\nhello0\r\n\r\n")},
                          {"LF CR behind the data", chunked("5\r\nhello\n\r0\r\n\r\n")},
                          {"LF behind the last size", chunked("0\n\r\n")},
                          {"LF at the end", chunked("0\r\n\n")},
                          {"LF LF at the end", chunked("0\n\n")},
                          {"CR at the end", chunked("0\r\n\rG")},
                          {"LF behind an extension", chunked("5;a=b\nhello\r\n0\r\n\r\n")},
                          {"LF behind a trailer", chunked("0\r\nA: b\n\r\n")},
                          {"CR inside a trailer", chunked("0\r\nA: b\rC: d\r\n\r\n")},
                      });
}

TEST(Section7_1_ChunkData, IsAsLongAsItsSizeSays) {
  expect_refused(400, {
                          {"longer", chunked("4\r\nhello\r\n0\r\n\r\n")},
                          {"shorter", chunked("6\r\nhello\r\n0\r\n\r\n")},
                          {"shorter by two", chunked("7\r\nhello\r\n0\r\n\r\n")},
                          {"none where one was promised", chunked("1\r\n\r\n0\r\n\r\n")},
                          {"one where none was promised", chunked("0\r\nhello\r\n\r\n")},
                      });
}

TEST(Section7_1_1_Extensions, AreCheckedAndDropped) {
  expect_answered({200}, {
                             {"a name", chunked("5;a\r\nhello\r\n0\r\n\r\n")},
                             {"a value", chunked("5;a=b\r\nhello\r\n0\r\n\r\n")},
                             {"a quoted value", chunked("5;a=\"b c;d\"\r\nhello\r\n0\r\n\r\n")},
                             {"an escaped quote", chunked("5;a=\"\\\"\"\r\nhello\r\n0\r\n\r\n")},
                             {"an empty quoted value", chunked("5;a=\"\"\r\nhello\r\n0\r\n\r\n")},
                             {"several", chunked("5;a=b;c;d=\"e\"\r\nhello\r\n0\r\n\r\n")},
                             {"white space", chunked("5 ; a = b ;\tc\r\nhello\r\n0\r\n\r\n")},
                             {"at the last chunk", chunked("0;a=b\r\n\r\n")},
                             {"a signature", chunked("5;chunk-signature=0123456789abcdef\r\nhello\r\n0\r\n\r\n")},
                         });
}

TEST(Section7_1_1_Extensions, AreRefusedWhenTheyAreNotWellFormed) {
  expect_refused(400, {
                          {"no name", chunked("5;\r\nhello\r\n0\r\n\r\n")},
                          {"only a value", chunked("5;=b\r\nhello\r\n0\r\n\r\n")},
                          {"no value", chunked("5;a=\r\nhello\r\n0\r\n\r\n")},
                          {"two semicolons", chunked("5;;a\r\nhello\r\n0\r\n\r\n")},
                          {"no semicolon", chunked("5 a=b\r\nhello\r\n0\r\n\r\n")},
                          {"a name in quotes", chunked("5;\"a\"=b\r\nhello\r\n0\r\n\r\n")},
                          {"a quote that does not end", chunked("5;a=\"b\r\nhello\r\n0\r\n\r\n")},
                          {"a quote that ends in a backslash", chunked("5;a=\"b\\\r\nhello\r\n0\r\n\r\n")},
                          {"words behind a quote", chunked("5;a=\"b\"c\r\nhello\r\n0\r\n\r\n")},
                          {"white space at the end", chunked("5;a=b \r\nhello\r\n0\r\n\r\n")},
                          {"a line end inside quotes", chunked("5;a=\"\nb\"\r\nhello\r\n0\r\n\r\n")},
                          {"a control character", chunked("5;a=\x01\r\nhello\r\n0\r\n\r\n")},
                          {"NUL", chunked("5;a\0b\r\nhello\r\n0\r\n\r\n"s)},
                      });
}

TEST(Section7_1_1_Extensions, HaveALimitForAllChunksTogetherThatIsExact) {
  // Behind the first 16 bytes of a line, 16,384 in all.
  const auto of = [](std::size_t bytes) {
    return chunked("1;" + std::string(14 + bytes - 84, 'a') + "\r\nx\r\n1;" + std::string(14 + 84, 'a') +
                   "\r\ny\r\n0\r\n\r\n");
  };
  expect_answered({200}, {{"at the limit", of(16384)}});
  expect_refused(431, {{"one beyond", of(16385)}});
}

TEST(Section7_1_2_Trailers, AreCheckedAndDropped) {
  expect_answered({200},
                  {
                      {"one", chunked("5\r\nhello\r\n0\r\nA: b\r\n\r\n")},
                      {"several", chunked("0\r\nA: b\r\nC:\r\nD: e f\r\n\r\n")},
                      {"what is made while one sends", chunked("0\r\nContent-Digest: a\r\nServer-Timing: b\r\n\r\n")},
                  });
  Ground ground;
  const auto heard = ground.send({chunked("0\r\nConnection: close\r\n\r\n"), marker});
  EXPECT_EQ(heard.statuses(), (std::vector{200, 200}));
}

// RFC 9110 §6.5.1: whoever merged them into the head would be told another body, host, type or user.
TEST(Section7_1_2_Trailers, AreRefusedWhenTheyBelongInTheHead) {
  expect_refused(400, {
                          {"a length", chunked("5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n")},
                          {"a coding", chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n")},
                          {"a host", chunked("0\r\nHost: b\r\n\r\n")},
                          {"a type", chunked("0\r\nContent-Type: text/html\r\n\r\n")},
                          {"an encoding", chunked("0\r\ncontent-encoding: gzip\r\n\r\n")},
                          {"a user", chunked("0\r\nA: b\r\nAUTHORIZATION: c\r\n\r\n")},
                          {"a cookie", chunked("0\r\nCookie: a=b\r\n\r\n")},
                      });
}

TEST(Section7_1_2_Trailers, AreRefusedWhenTheyAreNotWellFormed) {
  expect_refused(400, {
                          {"no colon", chunked("0\r\nA\r\n\r\n")},
                          {"no name", chunked("0\r\n: b\r\n\r\n")},
                          {"a space before the colon", chunked("0\r\nA : b\r\n\r\n")},
                          {"a fold", chunked("0\r\nA: b\r\n c\r\n\r\n")},
                          {"a space in front", chunked("0\r\n A: b\r\n\r\n")},
                          {"a request line", chunked("0\r\nGET / HTTP/1.1\r\n\r\n")},
                          {"a control character", chunked("0\r\nA: \x02\r\n\r\n")},
                      });
}

TEST(Section7_1_2_Trailers, HaveALimitThatIsExact) {
  expect_answered({200}, {{"64 fields", chunked("0\r\n" + repeated("A: b\r\n", 64) + "\r\n")},
                          {"16,384 bytes", chunked("0\r\nA: " + std::string(16381, 'x') + "\r\n\r\n")}});
  expect_refused(431, {{"65 fields", chunked("0\r\n" + repeated("A: b\r\n", 65) + "\r\n")},
                       {"16,385 bytes", chunked("0\r\nA: " + std::string(16382, 'x') + "\r\n\r\n")}});
}

TEST(Section7_1_Body, HasALimitThatIsExactAndCountsDecodedBytes) {
  const kotori::ServeOptions options{.http = {.body = 20}};
  expect_answered({200},
                  {{"one chunk", chunked("14\r\n" + std::string(20, 'x') + "\r\n0\r\n\r\n")},
                   {"many", chunked(repeated("1\r\nx\r\n", 20) + "0\r\n\r\n")}},
                  options);
  expect_refused(413,
                 {{"one chunk", chunked("15\r\n" + std::string(21, 'x') + "\r\n0\r\n\r\n")},
                  {"many", chunked(repeated("1\r\nx\r\n", 21) + "0\r\n\r\n")},
                  {"the last too large", chunked(repeated("1\r\nx\r\n", 19) + "2\r\nxx\r\n0\r\n\r\n")},
                  {"the largest number", chunked("ffffffffffffffff\r\n")},
                  {"a sum that overflows", chunked("1\r\nx\r\nffffffffffffffff\r\n")}},
                 options);
}

}  // namespace http_conformance
