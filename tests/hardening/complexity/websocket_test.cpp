#include "kotori/websocket/deflater.hpp"
#include "kotori/websocket/utf8.hpp"
#include "tests/hardening/complexity/work.hpp"
#include "tests/rfc7692/compressed.hpp"

#include <gtest/gtest.h>

/// What a WebSocket's peer may send, the limits out of the way.
namespace hardening {
namespace {

using namespace rfc7692;
using kotori::websocket::MessageReader;

constexpr MessageLimits no_limits{.message_bytes = 1'000'000'000, .fragments = 1'000'000'000};
constexpr std::size_t whole = 1'000'000'000;

void read(std::string_view bytes, std::size_t piece, std::optional<DeflateSide> deflate) {
  MessageReader reader{Role::server, no_limits, deflate};
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    auto part = bytes.substr(at, piece);
    while (reader.next(part)) continue;
  }
}

std::string repeated(std::string_view unit, std::size_t size) {
  std::string all;
  while (all.size() < size) all += unit;
  return all;
}

using Make = std::function<std::string(std::size_t)>;

/// Frames made like this, read whole and byte by byte.
std::vector<Shape> frames(const char* what, const Make& make, std::optional<DeflateSide> deflate = {}) {
  std::vector<Shape> shapes;
  for (const std::size_t piece : {whole, std::size_t{1}})
    shapes.push_back({what, [=](std::size_t size) {
                        return [bytes = make(size), piece, deflate] { read(bytes, piece, deflate); };
                      }});
  return shapes;
}

std::string in_fragments(std::string_view unit, std::size_t size) {
  return frame(text, "") + repeated(unit, size) + frame(fin | continuation, "");
}

/// So many empty blocks of deflate, each of one kind: stored, or with the fixed codes.
std::string empty_blocks(std::string_view unit, std::size_t size) {
  return compressed_frame(text, repeated(unit, size) + "\x00"s);
}

}  // namespace

TEST(WorkOnFrames, GrowsWithTheirSize) {
  const std::pair<const char*, Make> kinds[] = {
      {"a text", [](std::size_t size) { return frame(fin | text, repeated("鳥", size)); }},
      {"a binary", [](std::size_t size) { return frame(fin | binary, std::string(size, '\xFF')); }},
      {"texts", [](std::size_t size) { return repeated(frame(fin | text, "hi"), size); }},
      {"empty texts", [](std::size_t size) { return repeated(frame(fin | text, ""), size); }},
      {"fragments of a byte", [](std::size_t size) { return in_fragments(frame(continuation, "x"), size); }},
      {"empty fragments", [](std::size_t size) { return in_fragments(frame(continuation, ""), size); }},
      {"fragments within a character",
       [](std::size_t size) {
         return in_fragments(frame(continuation, "\xF0\x9F") + frame(continuation, "\x90\xA6"), size);
       }},
      {"pings", [](std::size_t size) { return repeated(frame(fin | ping, "are you there?"), size); }},
      {"empty pongs", [](std::size_t size) { return repeated(frame(fin | pong, ""), size); }},
      {"pings between fragments",
       [](std::size_t size) { return in_fragments(frame(continuation, "x") + frame(fin | ping, "y"), size); }}};
  for (const auto& [what, make] : kinds) expect_linear(frames(what, make));
}

TEST(WorkOnWhatFollowsAFault, DoesNotGrowAtAll) {
  auto after_a_fault = [](std::size_t size) {
    return work_of([bytes = frame(fin | continuation, "") + std::string(size, 'x')] { read(bytes, whole, {}); });
  };
  EXPECT_EQ(after_a_fault(1'000), after_a_fault(100'000));
}

TEST(WorkOnCompressedMessages, GrowsWithTheirSize) {
  const std::pair<const char*, Make> kinds[] = {
      {"nothing but zeros",
       [](std::size_t size) { return compressed_frame(binary, deflated(std::string(size, '\0'))); }},
      {"noise", [](std::size_t size) { return compressed_frame(text, deflated(noise(size))); }},
      {"stored blocks", [](std::size_t size) { return empty_blocks("\x00\x00\x00\xFF\xFF"s, size); }},
      {"fixed blocks", [](std::size_t size) { return empty_blocks("\x02\x00"s, size); }},
      {"final blocks", [](std::size_t size) { return empty_blocks("\x03\x00"s, size); }},
      {"messages", [](std::size_t size) { return repeated(compressed_frame(text, hello), size); }},
      {"empty messages", [](std::size_t size) { return repeated(compressed_frame(text, "\x00"s), size); }},
      {"fragments", [](std::size_t size) {
         const auto payload = deflated(noise(size));
         std::string all = frame(rsv1 | text, "");
         for (const char& byte : payload) all += frame(continuation, {&byte, 1});
         return all + frame(fin | continuation, "");
       }}};
  for (const auto& [what, make] : kinds) expect_linear(frames(what, make, without_context), 10'000);
}

// What a message may refer to is kept from one to the next: a window, however many they are.
TEST(WorkOnMessagesWithContext, GrowsWithTheirNumberOnceTheWindowIsFull) {
  auto many = [](std::size_t size) {
    Compressor compressor;
    std::string all;
    for (unsigned i = 0; all.size() < size; ++i) all += compressed_frame(text, compressor(noise(1'000, i)));
    return all;
  };
  expect_linear(frames("one after another", many, with_context), 100'000);
}

TEST(WorkOnUtf8, GrowsWithItsSize) {
  auto in_pieces_of = [](std::size_t piece, const Make& make) {
    return [=](std::size_t size) {
      return [bytes = make(size), piece] {
        kotori::websocket::Utf8Check check;
        for (std::size_t at = 0; at < bytes.size(); at += piece)
          (void)check.accept(std::string_view(bytes).substr(at, piece));
      };
    };
  };
  const Make birds = [](std::size_t size) { return repeated("🐦", size); };
  const Make letters = [](std::size_t size) { return std::string(size, 'x'); };
  expect_linear({{"birds", in_pieces_of(whole, birds)},
                 {"birds, byte by byte", in_pieces_of(1, birds)},
                 {"birds, cut within", in_pieces_of(33, birds)},
                 {"letters", in_pieces_of(whole, letters)}});
}

TEST(WorkOnWhatIsSentCompressed, GrowsWithItsSize) {
  auto compressing = [](std::string (*make)(std::size_t)) {
    return [make](std::size_t size) {
      return [message = make(size)] {
        kotori::websocket::Deflater deflater{15};
        (void)deflater.deflate(message);
      };
    };
  };
  expect_linear({{"noise", compressing([](std::size_t size) { return noise(size); })},
                 {"zeros", compressing([](std::size_t size) { return std::string(size, '\0'); })}},
                100'000);
}

}  // namespace hardening
