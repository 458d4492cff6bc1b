#include "chat/model/name.hpp"
#include "chat/model/text.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/protocol/plain_text.hpp"
#include "chat/protocol/to_client.hpp"
#include "kotori/json/json.hpp"
#include "tests/hardening/complexity/work.hpp"

#include <gtest/gtest.h>
#include <map>
#include <string>

/// What a client may write: JSON, and the chat's commands.
namespace hardening {
namespace {

namespace json = kotori::json;
namespace protocol = chat::protocol;
using std::string_literals::operator""s;

struct Note {
  std::string text;
  std::vector<std::string> lines;
  std::vector<double> numbers;
  static constexpr auto json = json::shape(json::field("text", &Note::text), json::field("lines", &Note::lines),
                                           json::field("numbers", &Note::numbers));
};

std::string repeated(std::string_view text, std::size_t size) {
  std::string all;
  while (all.size() < size) all += text;
  return all;
}

std::string numbered(std::string_view before, std::string_view behind, std::size_t size) {
  std::string all;
  for (int i = 0; all.size() < size; ++i) all.append(before).append(std::to_string(i)).append(behind);
  return all;
}

using Make = std::function<std::string(std::size_t)>;

template <class F> Shape text(const char* what, const Make& make, F function) {
  return {what, [make, function](std::size_t size) { return [given = make(size), function] { function(given); }; }};
}

const Make long_text = [](std::size_t size) { return std::string(size, 'x'); };

/// As a member of an object with all that Note wants.
Make note(const Make& member) {
  return [member](std::size_t size) { return R"({"text":"","lines":[],"numbers":[],)" + member(size) + "}"; };
}

}  // namespace

TEST(WorkOnJson, GrowsWithItsSize) {
  auto read = [](const std::string& given) { (void)json::read<Note>(given); };
  expect_linear(
      {
          text(
              "a string", [](std::size_t size) { return R"({"text":")" + std::string(size, 'x') + "\"}"; }, read),
          text(
              "escapes", [](std::size_t size) { return R"({"text":")" + repeated("\\u5C0F\\n", size) + "\"}"; }, read),
          text(
              "strings",
              [](std::size_t size) { return R"({"text":"","lines":[)" + repeated("\"\",", size) + "\"\"]}"; }, read),
          text(
              "numbers",
              [](std::size_t size) {
                return R"({"text":"","lines":[],"numbers":[)" + repeated("1e300,", size) + "0]}";
              },
              read),
          text("long numbers", note([](std::size_t size) { return "\"n\":" + std::string(size, '9'); }), read),
          text("unknown members", note([](std::size_t size) { return numbered("\"m", "\":0,", size) + "\"z\":0"; }),
               read),
          text("equal members", note([](std::size_t size) { return repeated("\"m\":0,", size) + "\"z\":0"; }), read),
          text(
              "a member many times",
              [](std::size_t size) { return "{" + repeated("\"text\":\"\",", size) + "\"text\":\"\"}"; }, read),
          text("members of long names", note([](std::size_t size) { return "\"" + std::string(size, 'x') + "\":0"; }),
               read),
          text("deep arrays", long_text,
               [](const std::string& given) { (void)json::read<Note>(std::string(given.size(), '[')); }),
          text(
              "deep objects", [](std::size_t size) { return repeated("{\"a\":", size); }, read),
          text("wide and deep", note([](std::size_t size) { return "\"w\":[" + repeated("[[[]]],", size) + "[]]"; }),
               read),
          text(
              "blanks", [](std::size_t size) { return std::string(size, ' ') + "{}"; }, read),
          text(
              "quotes", [](std::size_t size) { return "{" + std::string(size, '"'); }, read),
          text(
              "backslashes", [](std::size_t size) { return R"({"text":")" + std::string(size, '\\') + "\"}"; }, read),
          text(
              "what is no UTF-8", [](std::size_t size) { return R"({"text":")" + repeated("\xFF", size) + "\"}"; },
              read),
      },
      4'000);
}

TEST(WorkOnWritingJson, GrowsWithWhatIsWritten) {
  auto write = [](const std::string& given) {
    (void)json::write(Note{.text = given, .lines = {given}, .numbers = {}});
  };
  expect_linear({text("letters", long_text, write),
                 text(
                     "controls", [](std::size_t size) { return std::string(size, '\1'); }, write),
                 text("quotes", [](std::size_t size) { return std::string(size, '"'); }, write)});
}

TEST(WorkOnTheChatsCommands, GrowsWithTheirSize) {
  auto command = [](const std::string& given) { (void)protocol::read_command(given); };
  auto plain = [](const std::string& given) { (void)protocol::plain::read_command(given); };
  auto line = [](const std::string& given) {
    protocol::Said said;
    said.text = given;
    (void)protocol::plain::line(said);
  };
  auto say = [](std::string_view unit) {
    return [unit](std::size_t size) {
      return R"({"type":"say","id":"1","room":"lobby","client_id":"c","text":")" + repeated(unit, size) + "\"}";
    };
  };
  expect_linear(
      {
          text("say", say("x"), command),
          text("say escapes", say("\\ud83d\\udc26"), command),
          text(
              "a long type", [](std::size_t size) { return R"({"type":")" + std::string(size, 'x') + "\"}"; }, command),
          text(
              "a long id", [](std::size_t size) { return R"({"type":"say","id":")" + std::string(size, 'x') + "\"}"; },
              command),
          text(
              "many types", [](std::size_t size) { return "{" + repeated(R"("type":"say",)", size) + R"("id":"1"})"; },
              command),
          text(
              "the type last",
              [](std::size_t size) { return "{" + numbered("\"m", "\":{},", size) + R"("type":"rename"})"; }, command),
          text(
              "a word", [](std::size_t size) { return "/" + std::string(size, 'x'); }, plain),
          text(
              "blanks", [](std::size_t size) { return "/nick" + std::string(size, ' ') + "x"; }, plain),
          text(
              "slashes", [](std::size_t size) { return std::string(size, '/'); }, plain),
          text(
              "lines", [](std::size_t size) { return std::string(size, '\n'); }, line),
          text(
              "a text of blanks", [](std::size_t size) { return repeated("\u3000", size); },
              [](const std::string& given) { (void)chat::fault_of_text(given); }),
      },
      1'500);
}

// A name of more than 128 bytes is not looked at.
TEST(WorkOnNames, IsBounded) {
  const Make kinds[] = {long_text, [](std::size_t size) { return repeated("a ", size); },
                        [](std::size_t size) { return "a" + repeated("\u0301\u0323", size); },
                        [](std::size_t size) { return repeated("\uFDFA", size); }};
  for (const auto& make : kinds) {
    auto work_for = [&](std::size_t size) { return work_of([name = make(size)] { (void)chat::make_name(name, 0); }); };
    EXPECT_EQ(work_for(1'000), work_for(100'000));
    EXPECT_LT(work_for(1'000), work_for(100));
  }
}

}  // namespace hardening
