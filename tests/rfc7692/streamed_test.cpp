#include "kotori/kotori.hpp"
#include "kotori/testing/test_server.hpp"
#include "tests/rfc7692/compressed.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

/// §6.2: compressed messages that are taken in pieces, inflated only as far as they are taken.
namespace rfc7692 {
namespace {

using namespace kotori;
using kotori::websocket::Broken;
using kotori::websocket::default_message_limits;
using kotori::websocket::MessageReader;

constexpr MessageLimits no_limits{.message_bytes = std::numeric_limits<std::size_t>::max(),
                                  .fragments = std::numeric_limits<std::uint32_t>::max()};
constexpr std::size_t largest_piece = 128 * 1024;

/// What the pieces of one message come to.
struct InPieces {
  std::string all;
  std::size_t most_held = 0;
  bool ended = false;
  std::optional<CloseCode> broken;
};

InPieces take(MessageReader& reader, std::string_view bytes, const MessageLimits& limits = no_limits,
              std::size_t cut = std::string::npos) {
  InPieces taken;
  for (auto part : {bytes.substr(0, cut), bytes.substr(std::min(cut, bytes.size()))})
    while (auto event = reader.next_piece(part, limits)) {
      taken.most_held = std::max(taken.most_held, reader.held_bytes());
      if (const auto* broken = std::get_if<Broken>(&*event)) {
        taken.broken = broken->code;
      } else {
        const auto& piece = std::get<Message>(*event).data;
        EXPECT_LE(piece.size(), largest_piece);
        taken.all += piece;
        taken.ended = !reader.in_pieces();
      }
    }
  return taken;
}

MessageReader reading(DeflateSide peer) { return MessageReader{Role::server, default_message_limits, peer}; }

}  // namespace

TEST(Section6_2_InPieces, IsTheMessageWhereverTheBytesAreCut) {
  const auto said = noise(300) + noise(300);
  const auto payload = deflated(said);
  const auto bytes = frame(rsv1 | text, payload.substr(0, 100)) + frame(continuation, "") +
                     frame(fin | continuation, payload.substr(100));
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    auto reader = reading(without_context);
    const auto taken = take(reader, bytes, no_limits, cut);
    ASSERT_EQ(taken.all, said) << "cut at " << cut;
    ASSERT_TRUE(taken.ended);
  }
}

TEST(Section6_2_InPieces, OfAVeryLongMessageHoldsOnlyAPiece) {
  auto reader = reading(without_context);
  const std::string said(20 << 20, 'x');
  const auto taken = take(reader, compressed_frame(binary, deflated(said)));
  EXPECT_TRUE(taken.all == said);
  EXPECT_TRUE(taken.ended);
  EXPECT_LE(taken.most_held, 4 * largest_piece);
}

TEST(Section6_2_InPieces, KeepsThePeersContextFromAndToOtherMessages) {
  auto reader = reading(with_context);
  Compressor peer;
  const auto said = noise(500);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(take(reader, compressed_frame(text, peer(said))).all, said);
    const auto whole = compressed_frame(text, peer(said));
    std::string_view bytes = whole;
    const auto event = reader.next(bytes);
    ASSERT_TRUE(event);
    EXPECT_EQ(std::get<Message>(*event).data, said);
  }
}

TEST(Section6_2_InPieces, HasALimitThatIsExactAfterInflating) {
  const MessageLimits limits{.message_bytes = 300'000};
  for (const std::size_t size : {300'000, 300'001}) {
    auto reader = reading(without_context);
    const auto taken = take(reader, compressed_frame(binary, deflated(std::string(size, 'x'))), limits);
    EXPECT_EQ(taken.ended, size == 300'000);
    EXPECT_EQ(taken.broken, size == 300'000 ? std::nullopt : std::optional(CloseCode::too_big));
    EXPECT_LE(taken.all.size(), 300'000U);
  }
}

TEST(Section6_2_InPieces, IsRefusedWhereItIsNoUtf8OrNoDeflate) {
  auto reader = reading(without_context);
  EXPECT_EQ(take(reader, compressed_frame(text, deflated("good \xFF"))).broken, CloseCode::invalid_payload);
  auto another = reading(without_context);
  EXPECT_EQ(take(another, compressed_frame(binary, "\xFF\xFF\xFF")).broken, CloseCode::invalid_payload);
}

TEST(Section6_2_InPieces, OverARouteGoesOnBehindWhatWasPassedOver) {
  Routes routes;
  routes.websocket("/uploads", {.compression = Compression::with_context}, [](WebSocket& socket) -> Task<> {
    {
      auto passed_over = co_await socket.receive_streamed();
      co_await passed_over->next();
    }
    while (auto upload = co_await socket.receive_streamed()) {
      std::size_t bytes = 0;
      while (auto piece = co_await upload->next()) bytes += piece->size();
      socket.send(std::to_string(bytes) + (upload->complete() ? "" : " and no end"));
    }
  });
  TestServer server{std::move(routes)};
  auto ann = server.connect("/uploads", {}, Compression::with_context);
  for (const std::size_t size : {3'000'000, 5'000'000, 0, 7}) ann.says(std::string(size, 'x'));
  EXPECT_EQ(ann.hears(), "5000000");
  EXPECT_EQ(ann.hears(), "0");
  EXPECT_EQ(ann.hears(), "7");
}

}  // namespace rfc7692
