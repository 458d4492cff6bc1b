#include "fuzz/input.hpp"
#include "kotori/http/event.hpp"

#include <optional>
#include <string>
#include <vector>

/// A stream of events says the same however it is cut, nothing of it is larger than it may be, and what it says can be
/// said again.
namespace {

using namespace kotori::http;
using fuzz::expect;

constexpr std::size_t most = 300;

struct Heard {
  std::vector<Event> events;
  std::string last_id;
  std::optional<kotori::Duration> retry;
  bool fits = true;
  bool operator==(const Heard&) const = default;
};

Heard hear(std::string_view text, std::size_t largest) {
  EventParser parser{most, "before"};
  Heard heard;
  fuzz::in_pieces(text, largest,
                  [&](std::string_view piece) { return heard.fits = parser.feed(piece, heard.events).has_value(); });
  heard.last_id = parser.last_event_id();
  heard.retry = parser.retry();
  return heard;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  const auto heard = hear(text, fuzz::whole);
  for (const auto largest : fuzz::cuttings) expect(hear(text, largest) == heard);
  for (const auto& event : heard.events) {
    expect(event.data.size() + event.event.size() <= most + std::string_view{"message"}.size());
    if (event.data.empty()) continue;  // to_text() takes that for none
    const auto again = hear(to_text(event), fuzz::whole);
    // Its own id was the last one's, if it had none.
    expect(again.events.size() == 1 || !again.fits);
    if (again.fits) expect(again.events.front().data == event.data && again.events.front().event == event.event);
    if (again.fits && !event.id.empty()) expect(again.last_id == event.id);
  }
  return 0;
}
