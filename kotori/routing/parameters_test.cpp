#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

/// Parameters as what handlers want them to be, and what a client hears whose are not.
namespace kotori::inline v0 {
namespace {

using testing::HasSubstr;

enum class Colour { red, green };
constexpr auto json_names(Colour) { return json::names<Colour>({{Colour::red, "red"}, {Colour::green, "green"}}); }

/// What a server says that shows a {value} of the path, and a value of the query, as a T.
template <class T> class Showing {
 public:
  explicit Showing(std::function<std::string(const T&)> show) : server_{routes(show)} {}

  std::string path(const std::string& value) { return said(server_.get("/path/" + value)); }
  std::string query(const std::string& query) { return said(server_.get("/query?" + query)); }

 private:
  static Routes routes(std::function<std::string(const T&)> show) {
    Routes routes;
    routes.get("/path/{value}",
               [show](const Request& request) { return Response::text(show(request.path<T>("value"))); });
    routes.get("/query", [show](const Request& request) {
      const auto value = request.query<T>("value");
      return Response::text(value ? show(*value) : "none");
    });
    return routes;
  }
  static std::string said(const client::ClientResponse& response) {
    return (response.status == 200 ? "" : std::to_string(response.status) + " ") + response.body;
  }
  TestServer server_;
};

template <class T> Showing<T> numbers() {
  return Showing<T>{[](const T& value) { return std::to_string(value); }};
}

}  // namespace

TEST(Parameters, AreWholeNumbersInTheRangeOfTheirTypeExactly) {
  auto small = numbers<std::int8_t>();
  for (const auto* good : {"0", "-0", "007", "127", "-128", "%31%32"})
    EXPECT_THAT(small.path(good), Not(HasSubstr("400"))) << good;
  for (const auto* bad : {"128", "-129", "1.0", "1e2", "0x10", "+1", "1%20", "%201", "%E4%B8%80", "one", "--1", "-",
                          "99999999999999999999999999999999"})
    EXPECT_EQ(small.path(bad), "400 In the path, value must be a whole number from -128 to 127.\n") << bad;
  auto large = numbers<std::uint64_t>();
  EXPECT_EQ(large.path("18446744073709551615"), "18446744073709551615");
  EXPECT_THAT(large.path("18446744073709551616"), HasSubstr("400 In the path, value must be"));
  EXPECT_THAT(large.path("-1"), HasSubstr("400 "));
}

TEST(Parameters, AreFiniteNumbers) {
  auto doubles = numbers<double>();
  EXPECT_EQ(doubles.path("-1.5e3"), "-1500.000000");
  for (const auto* bad : {"nan", "inf", "-infinity", "1e999", "1,5", "1.5x", "-"})
    EXPECT_EQ(doubles.path(bad), "400 In the path, value must be a number.\n") << bad;
  auto floats = numbers<float>();
  EXPECT_EQ(floats.query("value=0.5"), "0.500000");
  EXPECT_EQ(floats.query("value=1e300"), "400 In the query, value must be a number.\n");
}

TEST(Parameters, AreTrueOrFalse) {
  Showing<bool> booleans{[](const bool& value) { return value ? "yes" : "no"; }};
  EXPECT_EQ(booleans.path("true") + booleans.path("1") + booleans.path("false") + booleans.path("0"), "yesyesnono");
  EXPECT_EQ(booleans.path("TRUE"), "400 In the path, value must be true or false.\n");
}

TEST(Parameters, AreEnumsByTheirNames) {
  Showing<Colour> colours{[](const Colour& value) { return value == Colour::red ? "R" : "G"; }};
  EXPECT_EQ(colours.path("red") + colours.query("value=green"), "RG");
  EXPECT_EQ(colours.path("Red"), "400 In the path, value must be one of red, green.\n");
  EXPECT_EQ(colours.query("value="), "400 In the query, value must be one of red, green.\n");
}

TEST(Parameters, OfTheQueryMayBeMissingButNotMalformed) {
  auto whole = numbers<int>();
  EXPECT_EQ(whole.query(""), "none");
  EXPECT_EQ(whole.query("other=1"), "none");
  EXPECT_EQ(whole.query("value=1&value=x"), "1");
  EXPECT_EQ(whole.query("value"), "400 In the query, value must be a whole number from -2147483648 to 2147483647.\n");
  EXPECT_THAT(whole.query("value=%zz"), HasSubstr("400 In the query: "));
  EXPECT_THAT(whole.query("%zz=1"), HasSubstr("400 In the query: "));
}

TEST(Parameters, AreUtf8) {
  Showing<std::string> texts{[](const std::string& value) { return value; }};
  EXPECT_EQ(texts.path("%E5%B0%8F") + texts.query("value=%E5%B0%8F"), "小小");
  for (const auto* bad : {"%FF", "%E5%B0", "%C0%80", "%ED%A0%80", "a%80"}) {
    EXPECT_EQ(texts.path(bad), "400 In the path, value must be UTF-8.\n") << bad;
    EXPECT_EQ(texts.query("value=" + std::string(bad)), "400 In the query, value must be UTF-8.\n") << bad;
  }
  EXPECT_EQ(texts.query("other=%FF"), "none");
}

TEST(Parameters, OfThePathMayBeMissingWhereTheirPatternSaysSo) {
  Routes routes;
  routes.get("/page/{number?}", [](const Request& request) {
    return Response::text(std::to_string(request.path<std::optional<int>>("number").value_or(-1)));
  });
  TestServer server{routes};
  EXPECT_EQ(server.get("/page").body, "-1");
  EXPECT_EQ(server.get("/page/7").body, "7");
  EXPECT_EQ(server.get("/page/x").status, 400);
}

TEST(Parameters, ThatARouteDoesNotHaveAreAMistakeOfTheProgram) {
  Routes routes;
  routes.get("/{a}", [](const Request& request) { return Response::text(request.path("b")); });
  TestServer server{routes};
  testing::internal::CaptureStderr();
  EXPECT_EQ(server.get("/x").status, 500);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("this route has no {b}"));
}

}  // namespace kotori::inline v0
