#include "kotori/websocket/frame_reader.hpp"

#include "kotori/websocket/test_peer_end.hpp"

namespace kotori::inline v0::websocket {
namespace {

Lines read(FrameReader& reader, std::string_view bytes) {
  Lines lines;
  while (auto frame = reader.next(bytes)) lines.push_back(*frame ? described(**frame) : "(no frame)");
  EXPECT_TRUE(bytes.empty());
  return lines;
}

}  // namespace

TEST(FrameReader, DropsEverythingBehindACloseFrameUnread) {
  FrameReader reader{Role::server, 100};
  EXPECT_EQ(read(reader, wire(Opcode::text, "a") + wire(Opcode::close, "") + wire(Opcode::text, "b")),
            (Lines{"text a", "close 1005 "}));
  EXPECT_EQ(read(reader, wire(Opcode::text, "c")), Lines{});
}

TEST(FrameReader, DropsEverythingBehindAFaultUnread) {
  FrameReader reader{Role::server, 3};
  EXPECT_EQ(read(reader, wire(Opcode::text, "abc") + wire(Opcode::text, "abcd") + wire(Opcode::text, "e")),
            (Lines{"text abc", "(no frame)"}));
  EXPECT_EQ(read(reader, wire(Opcode::text, "f")), Lines{});
}

TEST(FrameReader, TakesControlFramesWhateverTheLimit) {
  FrameReader reader{Role::server, 0};
  EXPECT_EQ(read(reader, wire(Opcode::ping, std::string(125, 'p')) + wire(Opcode::binary, "")),
            (Lines{"ping " + std::string(125, 'p'), "binary "}));
}

}  // namespace kotori::inline v0::websocket
