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
            (FromClient{History{.id = "1", .room = {"lobby"}}}));
  EXPECT_EQ(read_command(R"({"type":"history","id":"1","room":"lobby","before":9,"limit":50})"),
            (FromClient{History{.id = "1", .room = {"lobby"}, .before = Seq{9}, .limit = 50}}));
}

TEST(Command, MayHaveFieldsThatNobodyKnows) {
  EXPECT_TRUE(read_command(R"({"type":"hello","id":"1","device":"phone","dance":{"lobby":{"seq":3}}})"));
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
    for (const auto* command : {"say", "edit", "delete", "react", "unreact", "pin", "unpin", "open", "join", "leave",
                                "topic", "close", "rename"})
      EXPECT_EQ(
          refused_for(R"({"type":")" + std::string{command} +
                      R"(","id":"7","room":"r","seq":1,"text":"t","emoji":"!","topic":"","name":"A","client_id":")" +
                      id + R"("})")
              .path,
          "client_id")
          << command;
  }
}

TEST(Command, HasStringsUpToTheirCaps) {
  const auto with = [](std::string_view type, std::string_view field, std::size_t size) {
    return R"({"type":")" + std::string{type} + R"(","id":"7","client_id":"c",")" + std::string{field} + R"(":")" +
           std::string(size, 'x') + R"(","room":"r","seq":1})";
  };
  EXPECT_TRUE(read_command(with("say", "text", 16'000)));
  EXPECT_EQ(refused_for(with("say", "text", 16'001)).code, RefusalCode::text_too_long);
  EXPECT_EQ(refused_for(with("edit", "text", 16'001)).code, RefusalCode::text_too_long);
  EXPECT_TRUE(read_command(with("topic", "topic", 250)));
  EXPECT_EQ(refused_for(with("topic", "topic", 251)).code, RefusalCode::text_too_long);
  EXPECT_EQ(refused_for(with("open", "topic", 251)).code, RefusalCode::text_too_long);
  EXPECT_TRUE(read_command(with("rename", "name", 128)));
  EXPECT_EQ(refused_for(with("rename", "name", 129)).code, RefusalCode::name_not_allowed);
  EXPECT_TRUE(read_command(with("react", "emoji", 64)));
  EXPECT_EQ(refused_for(with("react", "emoji", 65)).code, RefusalCode::emoji_not_allowed);
  EXPECT_EQ(refused_for(with("unreact", "emoji", 65)).code, RefusalCode::emoji_not_allowed);
}

TEST(Command, NamesRoomsInAtMost64Bytes) {
  const auto about = [](std::string_view type, std::size_t size) {
    return R"({"type":")" + std::string{type} + R"(","id":"7","client_id":"c","room":")" + std::string(size, 'x') +
           R"("})";
  };
  EXPECT_TRUE(read_command(about("join", 64)));
  EXPECT_EQ(refused_for(about("join", 65)).code, RefusalCode::malformed);
  EXPECT_EQ(refused_for(about("join", 65)).path, "room");
  EXPECT_EQ(refused_for(about("open", 65)).code, RefusalCode::room_name_not_allowed);
  EXPECT_EQ(refused_for(about("open", 65)).path, "room");
}

TEST(Command, AsksForHistoryInOneDirection) {
  const auto asked = [](std::string_view where) {
    return refused_for(R"({"type":"history","id":"7","room":"lobby",)" + std::string{where} + "}");
  };
  EXPECT_EQ(asked(R"("before":9,"after":3)"),
            (Refused{"7", RefusalCode::malformed, "after cannot be given together with before", "after", false}));
  EXPECT_EQ(asked(R"("before":9,"around":3)").path, "around");
  EXPECT_EQ(asked(R"("after":9,"around":3)").path, "around");
  EXPECT_TRUE(read_command(R"({"type":"history","id":"7","room":"lobby","around":3,"thread":1})"));
}

TEST(Command, ResumesEachRoomOnce) {
  const auto hello = [](std::string_view rooms) {
    return R"({"type":"hello","id":"7","device":"d","resume":{"epoch":"e","rooms":[)" + std::string{rooms} + "]}}";
  };
  const auto command = read_command(hello(R"({"room":"lobby","seq":3,"at":5},{"room":"garden","seq":0})"));
  EXPECT_EQ(command,
            (FromClient{Hello{"7", {"d"}, Resume{{"e"}, {{{"lobby"}, Seq{3}, 5}, {{"garden"}, Seq{0}, {}}}}}}));
  const auto twice = refused_for(hello(R"({"room":"a","seq":3},{"room":"b","seq":3},{"room":"a","seq":4})"));
  EXPECT_EQ(twice,
            (Refused{"7", RefusalCode::malformed, "resume.rooms[2].room is given twice", "resume.rooms[2].room"}));
}

TEST(Command, ResumesAsManyRoomsAsOneMayBeIn) {
  const auto hello = [](std::size_t count) {
    std::string rooms;
    for (std::size_t i = 0; i < count; ++i)
      rooms += (i > 0 ? "," : "") + (R"({"room":"r)" + std::to_string(i) + R"(","seq":1})");
    return R"({"type":"hello","id":"7","device":"d","resume":{"epoch":"e","rooms":[)" + rooms + "]}}";
  };
  EXPECT_TRUE(read_command(hello(most_rooms + 1)));
  EXPECT_EQ(refused_for(hello(most_rooms + 2)).path, "resume.rooms");
}

}  // namespace chat::protocol
