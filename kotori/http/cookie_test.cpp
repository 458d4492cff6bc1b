#include "kotori/http/cookie.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace kotori::inline v0::http {

TEST(Cookie, IsFoundAsBrowsersSendIt) {
  EXPECT_EQ(find_cookie("a=1; b=2; c=3", "b"), "2");
  EXPECT_EQ(find_cookie("a=1;b=2", "b"), "2");
  EXPECT_EQ(find_cookie(" a = 1 ", "a"), "1");
  EXPECT_EQ(find_cookie("a=b=c==", "a"), "b=c==");
  EXPECT_EQ(find_cookie("a=\"q\"", "a"), "\"q\"");
  EXPECT_EQ(find_cookie("a=", "a"), "");
  EXPECT_EQ(find_cookie("a=first; a=second", "a"), "first");
  EXPECT_EQ(find_cookie("a; =x; ;; b=2", "b"), "2");
}

TEST(Cookie, IsNotFoundWhereItIsNot) {
  EXPECT_FALSE(find_cookie("", "a"));
  EXPECT_FALSE(find_cookie("a", "a"));
  EXPECT_FALSE(find_cookie("A=1; aa=2; b=a=3", "a"));
}

TEST(Cookie, IsSetForThisSiteAndOutOfReachOfScriptsByDefault) {
  EXPECT_EQ(set_cookie({.name = "visitor", .value = "x.y"}), "visitor=x.y; Path=/; HttpOnly; SameSite=Lax");
  EXPECT_EQ(set_cookie({.name = "__Host-v",
                        .value = "",
                        .max_age = std::chrono::hours{1},
                        .http_only = false,
                        .secure = true,
                        .same_site = SameSite::strict}),
            "__Host-v=; Path=/; Max-Age=3600; Secure; SameSite=Strict");
}

TEST(Cookie, CannotSmuggleAttributesOrHeaders) {
  for (int c = 0; c < 256; ++c) {
    const std::string text = std::string("/a") + static_cast<char>(c) + "b";
    const bool fits_value = c > 32 && c < 127 && !std::string_view("\",;\\").contains(static_cast<char>(c));
    if (!fits_value) EXPECT_THROW(set_cookie({.name = "n", .value = text}), std::invalid_argument) << c;
    if (c < 32 || c >= 127 || c == ';')
      EXPECT_THROW(set_cookie({.name = "n", .path = text}), std::invalid_argument) << c;
    if (c <= 32 || c >= 127 || c == ';' || c == '=')
      EXPECT_THROW(set_cookie({.name = text.substr(1)}), std::invalid_argument) << c;
  }
}

TEST(Cookie, IsNotSetWhereBrowsersWouldRefuseIt) {
  EXPECT_THROW(set_cookie({.name = ""}), std::invalid_argument);
  EXPECT_THROW(set_cookie({.name = "n", .path = ""}), std::invalid_argument);
  EXPECT_THROW(set_cookie({.name = "n", .path = "a"}), std::invalid_argument);
  EXPECT_THROW(set_cookie({.name = "n", .same_site = SameSite::none}), std::invalid_argument);
  EXPECT_THROW(set_cookie({.name = "__Secure-n"}), std::invalid_argument);
  EXPECT_THROW(set_cookie({.name = "__Host-n"}), std::invalid_argument);
  EXPECT_THROW(set_cookie({.name = "__host-n", .path = "/a", .secure = true}), std::invalid_argument);
}

}  // namespace kotori::inline v0::http
