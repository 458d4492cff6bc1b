#include "kotori/json/read.hpp"
#include "kotori/json/test_shapes.hpp"
#include "kotori/json/write.hpp"

#include <gtest/gtest.h>
#include <string>

/// Input made to hurt: whatever it is, reading ends in an Error.
namespace kotori::inline v0::json::test {
namespace {

/// Whether a text is JSON at all, whatever its type.
ErrorCode code_of(std::string_view text) {
  Document document;
  const auto root = document.parse(text);
  return root ? ErrorCode::not_found : root.error().code;
}

std::string nested(std::size_t depth, char open, char close) {
  return std::string(depth, open) + std::string(depth, close);
}

TEST(Hostile, TextsThatAreNotJsonAreMalformed) {
  for (std::string_view text : {
           // nothing, and not one value
           "",
           " ",
           "\n\t",
           "1 2",
           "{}{}",
           "[] x",
           "{} \x01",
           "\"a\" \"b\"",
           "nullx",
           "true false",
           "[1],",
           "1,",
           // literals
           "nul",
           "NULL",
           "True",
           "truee",
           "undefined",
           "NaN",
           "Infinity",
           "-Infinity",
           "+1",
           "'a'",
           "a",
           // numbers
           "01",
           "-01",
           "-",
           "--1",
           "1.",
           ".1",
           "-.1",
           "1.e1",
           "1e",
           "1e+",
           "1e1.5",
           "0x10",
           "1_000",
           "1,000",
           "1e400",
           "-1e400",
           "1 000",
           "18446744073709551616",
           "-9223372036854775809",
           "123456789012345678901234567890",
           // arrays and objects
           "[",
           "]",
           "[1",
           "[1,",
           "[1,]",
           "[,1]",
           "[,]",
           "[1 2]",
           "[1}",
           "{",
           "}",
           "{1:2}",
           "{\"a\"}",
           "{\"a\":}",
           "{\"a\" 1}",
           "{\"a\":1,}",
           "{,}",
           "{\"a\":1 \"b\":2}",
           "{\"a\":1]",
           "{a:1}",
           "{'a':1}",
           "{null:1}",
           "[1]]",
           "{\"a\":1}}",
           "{\"a\"::1}",
           // comments
           "// x\n1",
           "/* x */1",
           "[1/**/]",
           "# x\n1",
           // strings
           "\"",
           "\"a",
           "a\"",
           "\"\\\"",
           "\"\\",
           "\"\\x41\"",
           "\"\\u12\"",
           "\"\\u12G4\"",
           "\"\\U0041\"",
           "\"\\'\"",
           "\"\\\n\"",
           "\"a\nb\"",
           "\"a\tb\"",
           "\"\x1f\"",
           "\"\\u\"",
           // surrogates that are alone, reversed or broken off
           R"("\ud83d")",
           R"("\udc26")",
           R"("\udc26\ud83d")",
           R"("\ud83d\ud83d")",
           R"("\ud83dx")",
           R"("\ud83d\n")",
           R"("\ud83d\u")",
           R"("\ud83d\u0041")",
           R"({"\ud83d":1})",
           // UTF-8: stray, cut, overlong, surrogates, beyond Unicode; in strings and outside
           "\"\x80\"",
           "\"\xe5\xb0\"",
           "\"\xc0\xaf\"",
           "\"\xe0\x80\xaf\"",
           "\"\xed\xa0\x80\"",
           "\"\xf4\x90\x80\x80\"",
           "\"\xff\"",
           "\xff",
           "[1]\xe5",
           "\"\xf0\x9f\x90",
           // byte order marks
           "\xef\xbb\xbf{}",
           "\xef\xbb\xbf",
           "\xff\xfe{\0}\0",
           "\xfe\xff",
       })
    EXPECT_EQ(code_of(text), ErrorCode::malformed) << testing::PrintToString(text);
}

TEST(Hostile, NulBytesEndNothing) {
  for (std::string_view text : {std::string_view("\0", 1), std::string_view("1\0", 2), std::string_view("[1]\0[2]", 7),
                                std::string_view("\"a\0b\"", 5), std::string_view("{\"a\0\":1}", 8)})
    EXPECT_EQ(code_of(text), ErrorCode::malformed) << testing::PrintToString(text);
}

TEST(Hostile, NestingIsBounded) {
  EXPECT_EQ(code_of(nested(deepest, '[', ']')), ErrorCode::not_found);
  EXPECT_EQ(code_of(nested(deepest + 1, '[', ']')), ErrorCode::too_large);
  EXPECT_EQ(code_of(nested(1'000'000, '[', ']')), ErrorCode::too_large);
  EXPECT_EQ(code_of(std::string(1'000'000, '[')), ErrorCode::malformed);  // not even closed
  std::string objects = "1";
  for (int i = 0; i < 10'000; ++i) objects = "{\"a\":" + objects + "}";
  EXPECT_EQ(code_of(objects), ErrorCode::too_large);
}

TEST(Hostile, ASentenceSaysWhatIsWrongWithTheText) {
  EXPECT_EQ(json::read<int>("").error(), (Error{ErrorCode::malformed, "the value is empty", {}}));
  EXPECT_EQ(json::read<int>("[1,").error(), (Error{ErrorCode::malformed, "the value is not JSON", {}}));
  EXPECT_EQ(json::read<int>("\"\xff\"").error(), (Error{ErrorCode::malformed, "the value is not UTF-8", {}}));
  EXPECT_EQ(json::read<int>("1e400").error().message, "the value holds a number that is ill-formed or out of range");
  EXPECT_EQ(json::read<int>("\"a").error().message, "the value holds a string that is ill-formed");
  EXPECT_EQ(json::read<int>("\xef\xbb\xbf"
                            "1")
                .error()
                .message,
            "the value starts with a byte order mark");
  EXPECT_EQ(json::read<int>(nested(99, '[', ']')).error(),
            (Error{ErrorCode::too_large, "the value is nested more than 32 levels deep", {}}));
}

TEST(Hostile, ATextCutAnywhereIsAnError) {
  const std::string whole = json::write(example());
  ASSERT_EQ(json::read<Everything>(whole), example());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::string cut(whole, 0, length);  // its own allocation, so that reading past its end is seen
    EXPECT_FALSE(json::read<Everything>(cut)) << cut;
  }
}

TEST(Hostile, ATextWithAnyByteReplacedIsReadOrRefused) {
  const std::string whole = json::write(example());
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (char c : {'\0', '"', '\\', '{', '}', '[', ',', ':', '-', '9', 'e', '\x7f', '\x80', '\xff'}) {
      std::string damaged = whole;
      damaged[at] = c;
      if (const auto read = json::read<Everything>(damaged))
        EXPECT_TRUE(json::read<Everything>(json::write(*read)));
      else
        EXPECT_FALSE(read.error().message.empty());
    }
}

TEST(Hostile, AnArrayFullOfCommasCostsNoMoreThanItsError) {
  std::string text = "[";
  for (int i = 0; i < 200'000; ++i) text += "0,";
  const auto read = json::read<std::vector<Everything>>(text + "0]");
  EXPECT_EQ(read.error().path, "[0]");
}

}  // namespace
}  // namespace kotori::inline v0::json::test
