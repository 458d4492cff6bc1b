#include "chat/service/catch_ups.hpp"

#include "kotori/async/call_on.hpp"
#include "kotori/async/sleep.hpp"

#include <chrono>
#include <cstdint>
#include <utility>

namespace chat {
namespace {

constexpr std::size_t most_reading = 8;
/// With so much unsent a connection is given no further page for a while.
constexpr std::size_t most_unsent = 128 * 1024;
constexpr kotori::Duration pause = std::chrono::milliseconds{20};
/// Who has been told so many facts and is still behind is in a room too hot for them.
constexpr std::size_t most_told = 4 * protocol::most_resumed;

bool is_far_from(const protocol::Position& position, Seq head) {
  return position.seq > head || head.value - position.seq.value > protocol::most_resumed;
}

/// What the hall has not been told yet it will tell itself.
void drop_above(std::vector<protocol::Fact>& facts, Seq told) {
  while (!facts.empty() && protocol::seq_of(facts.back()) > told) facts.pop_back();
}

}  // namespace

struct CatchUps::Progress {
  VisitNumber visit = 0;
  std::uint64_t entry = 0;
  RoomName room;
  protocol::Position last;  // with a time: its fact is yet to be checked
  bool anew = false;
  std::size_t told = 0;
  Seq as_of;  // what the hall had been told when the last page was asked for
};

CatchUps::CatchUps(Reception& reception, Log& log)
    : reception_(reception), log_(log), readers_(reception.loop(), most_reading) {}

kotori::Task<> CatchUps::bring(VisitNumber visit, const Visiting::Entry& coming_in, View view, Start start) {
  const auto room = coming_in.place->name;
  Progress progress{.visit = visit,
                    .entry = coming_in.number,
                    .room = room,
                    .last = start.after.value_or(protocol::Position{.room = room, .seq = view.head, .at = {}}),
                    .anew = start.anew,
                    .told = 0,
                    .as_of = {}};
  // In each round the hall has been told all up to the head of the view, and nothing else.
  while (auto* entry = find(progress)) {
    progress.anew = progress.anew || is_far_from(progress.last, view.head);
    if (!progress.anew) {
      const auto replay = entry->place->hall->replay(recipient(progress), progress.last);
      if (replay == Replay::done) co_return seat(progress, view);
      progress.anew = replay == Replay::misfit;
    }
    const bool goes_on = progress.anew ? co_await begin_anew(progress) : co_await read_on(progress);
    if (!goes_on || !co_await keep_pace(progress)) co_return;
    view = co_await kotori::call_on(view.room->loop(), [&hosted = *view.room] { return hosted.look(); });
  }
}

Visiting::Entry* CatchUps::find(const Progress& progress) const {
  auto* visiting = reception_.find(progress.visit);
  auto* entry = visiting ? visiting->find(progress.room) : nullptr;
  return entry && entry->number == progress.entry ? entry : nullptr;
}

Recipient& CatchUps::recipient(const Progress& progress) const { return reception_.find(progress.visit)->recipient; }

void CatchUps::seat(const Progress& progress, const View& view) {
  auto& visiting = *reception_.find(progress.visit);
  reception_.seat(visiting, *visiting.find(progress.room));
  visiting.recipient.tell(protocol::Notice{
      protocol::CaughtUp{.room = progress.room, .seq = view.head, .here = view.here, .count = view.count}});
}

kotori::Task<bool> CatchUps::begin_anew(Progress& progress) {
  auto page = co_await read(progress, {.room = progress.room, .limit = protocol::facts_after_reset});
  auto* entry = find(progress);
  if (!page || !entry) co_return false;
  const auto told = entry->place->told;
  drop_above(page->facts, told);
  // The client goes on behind the last of these facts; what the hall has been told since is yet to come.
  const auto head = page->facts.empty() ? told : protocol::seq_of(page->facts.back());
  progress.anew = false;
  progress.told += protocol::most_resumed;
  progress.last = {.room = progress.room, .seq = head, .at = {}};
  const bool more = page->more || (page->facts.empty() && head.value > 0);
  recipient(progress).tell(protocol::Notice{protocol::Reset{
      .room = progress.room, .epoch = log_.epoch(), .head = head, .facts = std::move(page->facts), .more = more}});
  co_return true;
}

kotori::Task<bool> CatchUps::read_on(Progress& progress) {
  const bool checks = progress.last.at && progress.last.seq.value > 0;
  const Seq after{progress.last.seq.value - (checks ? 1 : 0)};
  auto page = co_await read(progress, {.room = progress.room, .after = after, .limit = protocol::largest_history});
  auto* entry = find(progress);
  if (!page || !entry) co_return false;
  drop_above(page->facts, entry->place->told);
  if (page->facts.empty()) {
    recipient(progress).turn_away(TurnedAway::not_now);  // the log has less than it said
    co_return false;
  }
  entry->place->hall->remember(page->facts, progress.as_of);
  for (const auto& fact : page->facts) {
    const auto seq = protocol::seq_of(fact);
    if (seq > progress.last.seq) {
      recipient(progress).tell(fact);
      progress.last = {.room = progress.room, .seq = seq, .at = {}};
      ++progress.told;
    } else if (protocol::time_of(fact) != *progress.last.at) {
      progress.anew = true;
      break;
    } else {
      progress.last.at.reset();
    }
  }
  co_return true;
}

// When the log cannot say, whoever asks comes back later: what they miss is kept.
kotori::Task<std::optional<Page>> CatchUps::read(Progress& progress, PageRequest request) {
  const auto pass = co_await readers_.pass();
  const auto* entry = find(progress);
  if (!entry) co_return std::nullopt;
  progress.as_of = entry->place->told;
  auto page = co_await log_.read(std::move(request));
  if (page) co_return std::move(*page);
  if (find(progress)) recipient(progress).turn_away(TurnedAway::not_now);
  co_return std::nullopt;
}

kotori::Task<bool> CatchUps::keep_pace(const Progress& progress) {
  if (progress.told > most_told) {
    recipient(progress).turn_away(TurnedAway::too_slow);
    co_return false;
  }
  co_return co_await may_be_told(progress.visit) && find(progress) != nullptr;
}

kotori::Task<bool> CatchUps::may_be_told(VisitNumber visit) {
  for (const auto* visiting = reception_.find(visit); visiting; visiting = reception_.find(visit)) {
    if (visiting->recipient.unsent() <= most_unsent) co_return true;
    if (!co_await kotori::sleep(pause)) break;
  }
  co_return false;
}

}  // namespace chat
