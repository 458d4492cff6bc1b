#include "kotori/json/read.hpp"
#include "tests/chat/clients.hpp"

/// kotori.v1: whatever comes, the answer says what is wrong and where, and the conversation goes on.
struct Misfit {
  std::string what;
  std::string text;
  RefusalCode code;
  std::optional<std::string> path;
  std::optional<std::string> id;
};

std::vector<Misfit> misfits() {
  using enum RefusalCode;
  const std::string long_id(65, 'i');
  const std::optional<std::string> none, x = "x";
  auto say = [](std::string fields) { return R"({"type":"say","id":"x","room":"lobby",)" + std::move(fields) + "}"; };
  auto rename = [](std::string fields) { return R"({"type":"rename","id":"x",)" + std::move(fields) + "}"; };
  auto history = [](std::string fields) { return R"({"type":"history","id":"x")" + std::move(fields) + "}"; };
  return {
      {"nothing", "", malformed, none, none},
      {"no JSON", "hello", malformed, none, none},
      {"half an object", R"({"type":"say","id":"x")", malformed, none, none},
      {"two objects", R"({"type":"history","id":"x","room":"lobby"}{})", malformed, none, none},
      {"an array", "[]", malformed, none, none},
      {"null", "null", malformed, none, none},
      {"a string", R"("say")", malformed, none, none},
      {"a byte order mark", "\uFEFF{}", malformed, none, none},
      {"too deep", std::string(10'000, '['), malformed, none, none},
      {"a lone surrogate", say(R"("client_id":"c","text":"\ud800")"), malformed, none, none},
      {"no type", R"({"id":"x"})", unknown_type, "type", x},
      {"a type that is a number", R"({"type":1,"id":"x"})", unknown_type, "type", x},
      {"an unknown type", R"({"type":"dance","id":"x"})", unknown_type, "type", x},
      {"a type of the server's", R"({"type":"said","id":"x"})", unknown_type, "type", x},
      {"a type in capitals", R"({"type":"SAY","id":"x"})", unknown_type, "type", x},
      {"no id", R"({"type":"history","room":"lobby"})", malformed, "id", none},
      {"an id that is a number", R"({"type":"history","id":1,"room":"lobby"})", malformed, "id", none},
      {"an id over its cap", R"({"type":"history","id":")" + long_id + R"(","room":"lobby"})", malformed, "id", none},
      {"no room", R"({"type":"say","id":"x","client_id":"c","text":"t"})", malformed, "room", x},
      {"an unknown room", R"({"type":"say","id":"x","room":"attic","client_id":"c","text":"t"})", unknown_room, "room",
       x},
      {"no client_id", say(R"("text":"t")"), malformed, "client_id", x},
      {"an empty client_id", say(R"("client_id":"","text":"t")"), malformed, "client_id", x},
      {"a client_id with a space", say(R"("client_id":"a b","text":"t")"), malformed, "client_id", x},
      {"a client_id over its cap", say(R"("client_id":")" + long_id + R"(","text":"t")"), malformed, "client_id", x},
      {"no text", say(R"("client_id":"c")"), malformed, "text", x},
      {"a text that is null", say(R"("client_id":"c","text":null)"), malformed, "text", x},
      {"a text that is a number", say(R"("client_id":"c","text":7)"), malformed, "text", x},
      {"a text given twice", say(R"("client_id":"c","text":"a","text":"b")"), malformed, "text", x},
      {"a text over its cap", say(R"("client_id":"c","text":")" + std::string(16'001, 'x') + '"'), text_too_long,
       "text", x},
      {"a text of nothing", say(R"("client_id":"c","text":"")"), empty_text, "text", x},
      {"a text of white space", say(R"("client_id":"c","text":" \n\u3000\u200b")"), empty_text, "text", x},
      {"a text with a NUL", say(R"("client_id":"c","text":"a\u0000b")"), text_not_allowed, "text", x},
      {"no name", rename(R"("client_id":"c")"), malformed, "name", x},
      {"a name over its cap", rename(R"("client_id":"c","name":")" + std::string(129, 'x') + '"'), name_not_allowed,
       "name", x},
      {"a reserved name", rename(R"("client_id":"c","name":"Kotori")"), name_not_allowed, "name", x},
      {"a client_id of two lines", rename(R"("client_id":"a\nb","name":"Ann")"), malformed, "client_id", x},
      {"history of an unknown room", history(R"(,"room":"attic")"), not_a_member, "room", x},
      {"history before and after", history(R"(,"room":"lobby","before":5,"after":1)"), malformed, "after", x},
      {"history before a negative", history(R"(,"room":"lobby","before":-1)"), malformed, "before", x},
      {"history after a fraction", history(R"(,"room":"lobby","after":1.5)"), malformed, "after", x},
      {"a limit that is text", history(R"(,"room":"lobby","limit":"10")"), malformed, "limit", x},
      {"a limit beyond numbers", history(R"(,"room":"lobby","limit":99999999999)"), malformed, "limit", x},
      {"a second hello", R"({"type":"hello","id":"x","device":"d"})", hello_once, none, x},
      {"a device of no form", R"({"type":"hello","id":"x","device":"ä"})", malformed, "device", x},
  };
}

TEST(Misfits, AreRefusedWithCodeAndPathAndTheConversationGoesOn) {
  adapters::TestDirectory data;
  Chat chat{data.path()};
  JsonClient ann{chat}, bob{chat};
  ann.enters();
  bob.enters();
  ann.hears();
  for (const auto& misfit : misfits()) {
    SCOPED_TRACE(misfit.what);
    const auto answer = ann.sends(misfit.text);
    const auto refused = kotori::json::read<Refused>(answer);
    ASSERT_TRUE(refused) << answer;
    EXPECT_EQ(refused->code, misfit.code) << answer;
    EXPECT_EQ(refused->path, misfit.path) << answer;
    EXPECT_EQ(refused->id, misfit.id) << answer;
    EXPECT_NE(refused->message, "");
    EXPECT_FALSE(refused->retryable);
  }
  EXPECT_EQ(ann.says("still here", "c").seq->value, 1U);  // no misfit took a place, or the id
  EXPECT_EQ(texts_of(bob.hears()), std::vector<std::string>{"still here"});
}

TEST(Misfits, BeforeTheHelloAreRefusedToo) {
  adapters::TestDirectory data;
  Chat chat{data.path()};
  JsonClient ann{chat};
  for (const auto& misfit : misfits())
    if (misfit.path != "room" && misfit.code != RefusalCode::hello_once) {
      EXPECT_TRUE(kotori::json::read<Refused>(ann.sends(misfit.text))) << misfit.what;
    }
  EXPECT_EQ(ann.enters().user.name, "user0");
}

TEST(UnknownFields, AreIgnored) {
  adapters::TestDirectory data;
  Chat chat{data.path()};
  JsonClient ann{chat};
  const auto welcome = ann.sends(R"({"future":{"a":[1,{}]},"type":"hello","id":"x","device":"d","resume":null})");
  EXPECT_TRUE(kotori::json::read<Welcome>(welcome)) << welcome;
  const auto ok = ann.sends(
      R"({"type":"say","id":"y","room":"lobby","client_id":"c","text":"hi","answers":[1,2],"mood":{"happy":true}})");
  EXPECT_EQ(kotori::json::read<Ok>(ok).value_or(Ok{}).seq.value_or(chat::Seq{}).value, 1U) << ok;
}

TEST(Messages, AreOnTheWireAsTheDocumentsShowThem) {
  adapters::TestDirectory data;
  Chat chat{data.path()};
  JsonClient ann{chat};
  const auto welcome = ann.sends(R"({"type":"hello","id":"1","device":"laptop"})");
  EXPECT_TRUE(welcome.starts_with(R"({"type":"welcome","id":"1","user":{"id":")")) << welcome;
  EXPECT_NE(welcome.find(R"(","name":"user0"},"device":"laptop","epoch":")"), welcome.npos) << welcome;
  EXPECT_TRUE(welcome.ends_with(
      R"("heartbeat":25000,"rooms":[{"room":"lobby","head":0,"read":0,"unread":0,"topic":"","closed":false}],)"
      R"("limits":{"text_bytes":16000,"name_characters":32,"topic_bytes":250,"history":100,"rooms":200,)"
      R"("resumed":1000}})"))
      << welcome;

  const auto ok = ann.sends(R"({"type":"say","id":"2","room":"lobby","client_id":"c1","text":"hi"})");
  EXPECT_TRUE(ok.starts_with(R"({"type":"ok","id":"2","seq":1,"at":1)")) << ok;
  const auto page = ann.sends(R"({"type":"history","id":"3","room":"lobby"})");
  EXPECT_TRUE(page.starts_with(R"({"type":"history","id":"3","room":"lobby","facts":[{"type":"said","room":"lobby")"))
      << page;
  EXPECT_TRUE(page.ends_with(R"("name":"user0"},"text":"hi"}],"more":false})")) << page;
  EXPECT_EQ(ann.sends(R"({"type":"say","id":"4","room":"attic","client_id":"c2","text":"hi"})"),
            R"({"type":"refused","id":"4","code":"unknown_room","message":"there is no such room","path":"room",)"
            R"("retryable":false})");
}
