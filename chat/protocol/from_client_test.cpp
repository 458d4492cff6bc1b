#include "chat/protocol/from_client.hpp"

#include <gtest/gtest.h>
#include <string>

namespace chat::protocol {
namespace {

Refused refused_for(std::string_view text) {
  auto command = read_command(text);
  EXPECT_FALSE(command) << text;
  return command ? Refused{} : command.error();
}

std::string say(std::string_view text) {
  return R"({"type":"say","id":"7","room":"lobby","client_id":"c","text":")" + std::string{text} + R"("})";
}

}  // namespace

TEST(Command, IsReadFromJson) {
  EXPECT_EQ(read_command(R"({"type":"hello","id":"1","device":"phone"})"), (FromClient{Hello{"1", {"phone"}}}));
  EXPECT_EQ(read_command(say("hi")), (FromClient{Say{"7", {"lobby"}, {"c"}, "hi"}}));
  EXPECT_EQ(read_command(R"({"type":"rename","id":"1","client_id":"c","name":"Ann"})"),
            (FromClient{Rename{"1", {"c"}, "Ann"}}));
  EXPECT_EQ(read_command(R"({"type":"history","id":"1","room":"lobby"})"),
            (FromClient{History{"1", {"lobby"}, {}, {}, {}}}));
  EXPECT_EQ(read_command(R"({"type":"history","id":"1","room":"lobby","before":9,"limit":50})"),
            (FromClient{History{"1", {"lobby"}, Seq{9}, {}, 50}}));
}

TEST(Command, MayHaveFieldsThatNobodyKnows) {
  EXPECT_TRUE(read_command(R"({"type":"hello","id":"1","device":"phone","resume":{"lobby":{"seq":3}}})"));
}

TEST(Command, ThatIsNoJsonObjectIsMalformed) {
  for (const auto* text : {"", "hi", "{", "[]", "null", R"({"type":"say"}{})", "{\"type\":\"\xFF\"}"}) {
    const auto refused = refused_for(text);
    EXPECT_EQ(refused.code, RefusalCode::malformed) << text;
    EXPECT_EQ(refused.id, std::nullopt);
    EXPECT_EQ(refused.path, std::nullopt);
    EXPECT_FALSE(refused.message.empty());
  }
}

TEST(Command, OfATypeThatNobodyKnowsIsRefusedByName) {
  for (const auto* text : {R"({"type":"dance","id":"7"})", R"({"type":7,"id":"7"})", R"({"id":"7"})"}) {
    const auto refused = refused_for(text);
    EXPECT_EQ(refused.code, RefusalCode::unknown_type) << text;
    EXPECT_EQ(refused.id, "7");
    EXPECT_EQ(refused.path, "type");
  }
}

TEST(Command, ThatDoesNotFitIsAnsweredWithItsIdAndWhereItIsWrong) {
  const auto refused = refused_for(R"({"type":"say","id":"7","room":"lobby","client_id":"c","text":5})");
  EXPECT_EQ(refused, (Refused{"7", RefusalCode::malformed, "text must be a string", "text", false}));
  EXPECT_EQ(refused_for(R"({"type":"say","id":"7","room":"lobby","client_id":"c"})").path, "text");
  EXPECT_EQ(refused_for(R"({"type":"history","id":"7","room":"lobby","before":-1})").path, "before");
}

TEST(Command, IsAnsweredWithoutAnIdWhenThatCannotBeRead) {
  for (const auto* id : {"7", "null", R"(["7"])"})
    EXPECT_EQ(refused_for(std::string{R"({"type":"hello","device":"phone","id":)"} + id + "}").id, std::nullopt) << id;
  const auto long_id = R"({"type":"hello","device":"phone","id":")" + std::string(65, 'x') + R"("})";
  EXPECT_EQ(refused_for(long_id).id, std::nullopt);
  EXPECT_EQ(refused_for(long_id).path, "id");
}

TEST(Command, NamesDevicesAndItselfInPlainCharacters) {
  for (const auto& id : {std::string{}, std::string{"a b"}, std::string{"ä"}, std::string(65, 'x')}) {
    const auto device = refused_for(R"({"type":"hello","id":"7","device":")" + id + R"("})");
    EXPECT_EQ(device.code, RefusalCode::malformed);
    EXPECT_EQ(device.path, "device");
    EXPECT_EQ(refused_for(R"({"type":"rename","id":"7","name":"A","client_id":")" + id + R"("})").path, "client_id");
  }
}

TEST(Command, HasTextsAndNamesUpToTheirCaps) {
  EXPECT_TRUE(read_command(say(std::string(16'000, 'x'))));
  EXPECT_EQ(refused_for(say(std::string(16'001, 'x'))).code, RefusalCode::text_too_long);
  const auto rename = R"({"type":"rename","id":"7","client_id":"c","name":")" + std::string(129, 'x') + R"("})";
  EXPECT_EQ(refused_for(rename).code, RefusalCode::name_not_allowed);
}

TEST(Command, AsksForHistoryInOneDirection) {
  const auto refused = refused_for(R"({"type":"history","id":"7","room":"lobby","before":9,"after":3})");
  EXPECT_EQ(refused,
            (Refused{"7", RefusalCode::malformed, "after cannot be given together with before", "after", false}));
}

}  // namespace chat::protocol
