#include "kotori/sessions/signing.hpp"

#include "kotori/sessions/encoding.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0::sessions {
namespace {

const Key key = Key::random();

struct Signed {
  static std::string make(const Key& by, std::string_view name, std::string_view text) { return sign(by, name, text); }
  static auto open(const Key& by, std::string_view name, std::string_view value) { return verify(by, name, value); }
};
struct Encrypted {
  static std::string make(const Key& by, std::string_view name, std::string_view text) {
    return encrypt(by, name, text);
  }
  static auto open(const Key& by, std::string_view name, std::string_view value) { return decrypt(by, name, value); }
};

template <class Way> struct Sealing : testing::Test {};
using BothWays = testing::Types<Signed, Encrypted>;
TYPED_TEST_SUITE(Sealing, BothWays);

}  // namespace

TYPED_TEST(Sealing, GivesBackAnyText) {
  for (const auto& text : {std::string(), std::string("\0\xff", 2), std::string(1000, 'a')})
    EXPECT_EQ(TypeParam::open(key, "n", TypeParam::make(key, "n", text)), text);
}

TYPED_TEST(Sealing, TakesANameAndValueOf4096BytesAndNotOneMore) {
  const std::string text(1000, 'a');
  const std::string longest(4096 - 1 - TypeParam::make(key, "n", text).size(), 'n');
  const auto value = TypeParam::make(key, longest, text);
  EXPECT_EQ((longest + "=" + value).size(), 4096U);
  EXPECT_EQ(TypeParam::open(key, longest, value), text);
  EXPECT_THROW(TypeParam::make(key, longest + "n", text), std::length_error);
}

TYPED_TEST(Sealing, DoesNotOpenWhenOneByteIsChanged) {
  const auto value = TypeParam::make(key, "n", R"({"name":"Ann"})");
  for (std::size_t i = 0; i < value.size(); ++i)
    for (const char c : std::string_view("AB-_.=x")) {
      auto forged = value;
      if (std::exchange(forged[i], c) == c) continue;
      EXPECT_FALSE(TypeParam::open(key, "n", forged)) << forged;
    }
}

TYPED_TEST(Sealing, DoesNotOpenWhenItIsCutOrGrows) {
  const auto value = TypeParam::make(key, "n", "text");
  for (std::size_t length = 0; length < value.size(); ++length)
    EXPECT_FALSE(TypeParam::open(key, "n", value.substr(0, length))) << length;
  for (const auto& more : {value + "A", value + "." + value, "A" + value, std::string(10000, 'A') + value})
    EXPECT_FALSE(TypeParam::open(key, "n", more));
}

TYPED_TEST(Sealing, DoesNotOpenUnderAnotherNameOrKey) {
  const auto value = TypeParam::make(key, "n", "text");
  EXPECT_FALSE(TypeParam::open(key, "m", value));
  EXPECT_FALSE(TypeParam::open(Key::random(), "n", value));
}

TEST(Signing, IsNotTakenForEncryptionNorForWhatWasUndated) {
  EXPECT_FALSE(decrypt(key, "n", sign(key, "n", "text")));
  EXPECT_FALSE(verify(key, "n", encrypt(key, "n", "text")));
  EXPECT_FALSE(verify_undated(key, "n", sign(key, "n", "text")));
}

TEST(Signing, OpensWhatWasSignedBeforeItHeldATime) {
  Key fixed{};
  fixed.bytes.fill(7);
  // As Kotori wrote it before 0.1.
  const std::string value = "eyJuYW1lIjoiQW5uIn0.k8c4-bH6dzPW9e2z6zH8lB1b5FGz7zTS2sCJrCB7-lM";
  EXPECT_EQ(verify_undated(fixed, "visitor", value), R"({"name":"Ann"})");
  EXPECT_FALSE(verify(fixed, "visitor", value));
}

TEST(Encrypting, GivesNothingAwayAndNeverTheSameTwice) {
  const std::string text(100, 'a');
  const auto one = encrypt(key, "n", text), two = encrypt(key, "n", text);
  EXPECT_NE(one, two);
  EXPECT_EQ(decode(one)->find("aaa"), std::string::npos);
  const auto readable = sign(key, "n", text);
  EXPECT_EQ(decode(readable.substr(0, readable.find('.'))), text);
}

TEST(Encoding, HasOneFormForEachText) {
  const std::string text = "\xff\xff\xff";
  EXPECT_EQ(encode(text), "____");
  EXPECT_EQ(decode("____"), text);
  for (int byte = 0x80; byte < 0x100; ++byte)
    EXPECT_FALSE(decode("___" + std::string(1, static_cast<char>(byte)))) << byte;
  for (const auto* other : {"___", "_", "__-=", "____ ", "_w", "_x"})
    EXPECT_EQ(decode(other).has_value(), std::string(other) == "_w") << other;
}

}  // namespace kotori::inline v0::sessions
