#include "kotori/http/event.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace kotori::inline v0::http {
namespace {
using namespace std::chrono_literals;
using Events = std::vector<Event>;

Events parsed(std::string_view text, std::size_t piece = std::string_view::npos) {
  EventParser parser;
  Events events;
  while (!text.empty()) {
    EXPECT_TRUE(parser.feed(text.substr(0, piece), events));
    text.remove_prefix(std::min(piece, text.size()));
  }
  return events;
}

Event message(std::string data, std::string id = {}) { return {std::move(data), "message", std::move(id), {}}; }
}  // namespace

TEST(AnEvent, TravelsLineByLine) {
  EXPECT_EQ(to_text({.data = "hi"}), "data: hi\n\n");
  EXPECT_EQ(to_text({.data = "a\r\nb\rc\n", .event = "said", .id = "7", .retry = 1500ms}),
            "id: 7\nevent: said\nretry: 1500\ndata: a\ndata: b\ndata: c\ndata: \n\n");
  EXPECT_EQ(to_text({.id = "7"}), "id: 7\n\n");
}

TEST(AnEvent, CannotForgeAnother) {
  for (const auto& bad : {std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3)}) {
    if (!bad.contains('\0')) EXPECT_THROW(to_text({.event = bad}), std::invalid_argument);
    EXPECT_THROW(to_text({.id = bad}), std::invalid_argument);
  }
  EXPECT_EQ(parsed(to_text({.data = "x\n\nevent: forged"})), Events{message("x\n\nevent: forged")});
}

// The examples of the standard (§9.2.6).
TEST(AnEventStream, IsReadAsTheStandardsExamplesAre) {
  EXPECT_EQ(parsed("data: YHOO\ndata: +2\ndata: 10\n\n"), Events{message("YHOO\n+2\n10")});
  EXPECT_EQ(parsed(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"),
            (Events{message("first event", "1"), message("second event"), message(" third event")}));
  EXPECT_EQ(parsed("data\n\ndata\ndata\n\ndata:"), (Events{message(""), message("\n")}));
  EXPECT_EQ(parsed("data:test\n\ndata: test\n\n"), (Events{message("test"), message("test")}));
}

TEST(AnEventStream, MayEndItsLinesInThreeWaysAndBeginWithAMark) {
  const std::string text =
      "\xEF\xBB\xBF"
      "data: a\r\ndata: b\rdata: c\nevent: x\r\n\r\ndata: d\r\rdata: e\n\n";
  const Events all{{"a\nb\nc", "x", "", {}}, message("d"), message("e")};
  for (const std::size_t piece : {1UL, 2UL, 3UL, 5UL, 100UL}) EXPECT_EQ(parsed(text, piece), all) << piece;
  EXPECT_EQ(parsed("\xEF\xBB"
                   "data: no mark\n\ndata: x\n\n",
                   1),
            Events{message("x")});
}

TEST(AnEventStream, KeepsTheLastIdAndPassesOverWhatIsNoField) {
  EXPECT_EQ(parsed("id: 1\ndata: a\n\ndata: b\n\nid: 2\0x\ndata: c\n\n"),
            (Events{message("a", "1"), message("b", "1")}));
  EXPECT_EQ(parsed(std::string("id: 2\0x\ndata: c\n\n", 17)), Events{message("c")});
  EXPECT_EQ(parsed("Data: a\n data: b\nfoo: c\n:data: d\ndata: e\n\n"), Events{message("e")});
}

TEST(AnEventStream, SaysWhenToComeBackInDigits) {
  EventParser parser;
  Events events;
  ASSERT_TRUE(parser.feed("retry: 2500\nid: 9\n\nretry: 1e3\nretry: \nretry: 99999999999999\n\n", events));
  EXPECT_EQ(parser.retry(), 2500ms);
  EXPECT_EQ(parser.last_event_id(), "9");
  EXPECT_TRUE(events.empty());
}

TEST(AnEventStream, TakesAnEventOfItsLimitAndNotOneByteMore) {
  Events events;
  EventParser exact{100};
  EXPECT_TRUE(exact.feed("data: " + std::string(94, 'x') + "\n\n", events));
  ASSERT_EQ(events.size(), 1U);
  EventParser more{100};
  EXPECT_FALSE(more.feed("data: " + std::string(95, 'x'), events));
}

TEST(AnEventStream, TellsOnlyWhatIsWhole) { EXPECT_EQ(parsed("data: a\n\ndata: b\n"), Events{message("a")}); }

}  // namespace kotori::inline v0::http
