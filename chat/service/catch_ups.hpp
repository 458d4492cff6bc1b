#pragma once
#include "chat/model/ids.hpp"
#include "chat/ports/log.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/service/hosted_room.hpp"
#include "chat/service/reception.hpp"
#include "chat/service/turnstile.hpp"
#include "kotori/async/task.hpp"

#include <cstddef>
#include <optional>

namespace chat {

/// Brings the connections of one loop from what they know to where their rooms are, and seats them: from the hall's
/// memory in one go, else page by page from the log, a few at a time and each as fast as its peer reads. No buffer
/// grows for it.
class CatchUps {
 public:
  /// Both outlive it.
  CatchUps(Reception& reception, Log& log);

  /// From where a connection hears a room.
  struct Start {
    std::optional<protocol::Position> after;  ///< what it knows; without it: from now on
    bool anew = false;                        ///< what it knows does not fit: it is given the newest facts
  };

  /// The visit has come into a room, by this entry, and seen `view`, in this turn. Seats it before the first wait if
  /// that can be. The task is over when it is seated or has ended.
  kotori::Task<> bring(VisitNumber visit, const Visiting::Entry& coming_in, View view, Start start);

  /// Goes on when not too much of what the visit was told is unsent; false when it has ended, or the loop stops.
  kotori::Task<bool> may_be_told(VisitNumber visit);

 private:
  struct Progress;
  Visiting::Entry* find(const Progress& progress) const;
  Recipient& recipient(const Progress& progress) const;
  void seat(const Progress& progress, const View& view);
  kotori::Task<bool> begin_anew(Progress& progress);
  kotori::Task<bool> read_on(Progress& progress);
  kotori::Task<std::optional<Page>> read(Progress& progress, PageRequest request);
  kotori::Task<bool> keep_pace(const Progress& progress);

  Reception& reception_;
  Log& log_;
  Turnstile readers_;
};

}  // namespace chat
