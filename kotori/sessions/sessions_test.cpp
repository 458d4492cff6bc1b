#include "kotori/sessions/sessions.hpp"

#include "kotori/async/simulation.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace kotori::inline v0::sessions {
namespace {

struct Visitor {
  std::string name;
  static constexpr auto json = json::shape(json::field("name", &Visitor::name));
};

const Key key = Key::random();
Options<Visitor> guests() {
  return {.cookie = "visitor", .start = [] { return Visitor{"guest"}; }, .key = key};
}

struct Met {
  std::string name;
  std::string set_cookie;  // empty: none
};
struct Handler final : http::Innermost {
  Task<Response> answer(Request&) override { co_return Response::empty(); }
};
Met meet(const Options<Visitor>& options, std::optional<std::string> cookie_header) {
  Request request;
  if (cookie_header) request.headers.add("Cookie", *cookie_header);
  Handler handler;
  const auto feature = recognise(options);
  const auto response = Simulation{}.run(feature(request, Next{{}, handler}));
  return {request.session<Visitor>().name, std::string(response.headers.find("Set-Cookie").value_or(""))};
}
std::string cookie_of(const Met& met) { return met.set_cookie.substr(0, met.set_cookie.find(';')); }

std::string ann() { return "visitor=" + sign(key, "visitor", R"({"name":"Ann"})"); }

/// A path that is free, and free again afterwards.
struct KeyFile {
  KeyFile() { std::filesystem::remove(path); }
  ~KeyFile() { std::filesystem::remove(path); }
  std::string path = (std::filesystem::temp_directory_path() / ("kotori-key-" + std::to_string(::getpid()))).string();
};

}  // namespace

TEST(Sessions, BeginOnceAndGoOnWithTheCookie) {
  const auto first = meet(guests(), std::nullopt);
  EXPECT_EQ(first.name, "guest");
  EXPECT_TRUE(first.set_cookie.ends_with("; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax")) << first.set_cookie;
  const auto second = meet(guests(), "other=1; " + cookie_of(first));
  EXPECT_EQ(second.name, "guest");
  EXPECT_EQ(second.set_cookie, "");
}

TEST(Sessions, SayWhatTheCookieSays) { EXPECT_EQ(meet(guests(), ann()).name, "Ann"); }

TEST(Sessions, MayBeginByTheRequest) {
  auto options = guests();
  options.start = [](const Request& request) { return Visitor{request.target}; };
  EXPECT_EQ(meet(options, std::nullopt).name, "/");
  EXPECT_EQ(meet(Options<Visitor>{}, std::nullopt).name, "");
}

TEST(Sessions, MayBeSecure) {
  auto options = guests();
  options.secure = true;
  options.cookie = "__Host-visitor";
  options.max_age = std::chrono::hours{1};
  EXPECT_TRUE(
      meet(options, std::nullopt).set_cookie.ends_with("; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Lax"));
}

TEST(Sessions, BeginAnewWhenOneByteOfTheCookieIsForged) {
  const auto valid = ann();
  for (std::size_t i = std::string_view("visitor=").size(); i < valid.size(); ++i)
    for (const char c : std::string_view("AB-_.=x")) {
      auto forged = valid;
      if (std::exchange(forged[i], c) == c) continue;
      const auto met = meet(guests(), forged);
      EXPECT_EQ(met.name, "guest") << forged;
      EXPECT_NE(met.set_cookie, "");
    }
}

TEST(Sessions, BeginAnewWhenTheCookieIsCutOrGrows) {
  const auto valid = ann();
  for (std::size_t length = std::string_view("visitor=").size(); length < valid.size(); ++length)
    EXPECT_EQ(meet(guests(), valid.substr(0, length)).name, "guest") << length;
  EXPECT_EQ(meet(guests(), valid + "A").name, "guest");
  EXPECT_EQ(meet(guests(), valid + "." + valid.substr(8)).name, "guest");
  EXPECT_EQ(meet(guests(), "visitor=" + std::string(10000, 'A') + valid.substr(8)).name, "guest");
}

TEST(Sessions, BeginAnewWhenTheCookieWasSignedForSomethingElse) {
  EXPECT_EQ(meet(guests(), "visitor=" + sign(key, "another", R"({"name":"Ann"})")).name, "guest");
  EXPECT_EQ(meet(guests(), "visitor=" + sign(Key::random(), "visitor", R"({"name":"Ann"})")).name, "guest");
  EXPECT_EQ(meet(guests(), "visitor=" + sign(key, "visitor", R"({"nick":"Ann"})")).name, "guest");
  EXPECT_EQ(meet(guests(), "visitor=" + sign(key, "visitor", "no json")).name, "guest");
}

TEST(Sessions, MustFitIntoACookie) {
  auto options = guests();
  options.start = [] { return Visitor{std::string(5000, 'x')}; };
  EXPECT_THROW(meet(options, std::nullopt), std::length_error);
  options.cookie = "no token";
  EXPECT_THROW(recognise(options), std::invalid_argument);
}

TEST(Signing, TakesANameAndValueOf4096BytesAndNotOneMore) {
  const std::string text(1000, 'a');
  const std::string longest(4096 - 1 - sign(key, "n", text).size(), 'n');
  const auto value = sign(key, longest, text);
  EXPECT_EQ((longest + "=" + value).size(), 4096U);
  EXPECT_EQ(verify(key, longest, value), text);
  EXPECT_THROW(sign(key, longest + "n", text), std::length_error);
}

TEST(Signing, GivesBackAnyText) {
  for (const auto& text : {std::string(), std::string("\0\xff", 2), std::string(1000, 'a')})
    EXPECT_EQ(verify(key, "n", sign(key, "n", text)), text);
}

TEST(Key, IsMadeOnceAndReadByItsOwnerAlone) {
  const KeyFile file;
  const auto made = Key::load_or_create(file.path);
  EXPECT_EQ(Key::load_or_create(file.path).bytes, made.bytes);
  struct stat status{};
  ASSERT_EQ(::stat(file.path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(Key, IsNotTakenFromAFileThatOthersReadOrThatIsNone) {
  const KeyFile file;
  (void)Key::load_or_create(file.path);
  ::chmod(file.path.c_str(), 0640);
  EXPECT_THROW(Key::load_or_create(file.path), std::runtime_error);
  ::chmod(file.path.c_str(), 0600);
  std::ofstream(file.path) << "short";
  EXPECT_THROW(Key::load_or_create(file.path), std::runtime_error);
  EXPECT_THROW(Key::load_or_create("/nowhere/at/all/key"), std::system_error);
}

}  // namespace kotori::inline v0::sessions
