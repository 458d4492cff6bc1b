#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/async/timer.hpp"
#include "kotori/websocket/audience.hpp"
#include "kotori/websocket/editions.hpp"
#include "kotori/websocket/gathering.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace kotori::inline v0::websocket {

class Section;

/// What the sections of one audience share. Sections are added, never removed, so walking them needs no lock.
struct AudienceState {
  ~AudienceState();
  /// The section of the loop that runs now, made when it is first asked for.
  Section& here();

  std::atomic<Section*> first = nullptr;
  std::atomic<Section*> home = nullptr;  // decides the order; never changes once set
  std::atomic<std::size_t> seats = 0;
  std::array<std::atomic<std::uint32_t>, forms> readers{};  // the seats by form
  std::size_t compress_from = 0;                            // as in AudienceOptions
  std::uint32_t members_a_turn = 1;                         // likewise
};

/// The members of an audience that live on one loop. What is said on a loop travels to the home section, is put in
/// order there, and is told to every section's members when their loops' turns end: one post a loop and turn, one write
/// a member and telling.
///
/// At home the news may wait a moment for more to join them, see Gathering. A telling to very many goes on over several
/// turns, so that whoever else is on the loop gets its share; what is said meanwhile is told next.
class Section final : TurnEnd, Timer {
 public:
  Section(Loop& loop, AudienceState& state) : loop_(loop), state_(state) {}

  Loop& loop() const { return loop_; }
  bool is_home() const { return state_.home.load(std::memory_order_relaxed) == this; }

  /// A member of this loop says something. `state` is this section's, and keeps it alive on the way.
  void say(const std::shared_ptr<AudienceState>& state, Opcode opcode, std::string_view payload, std::uint64_t except);

  void add(Seat& seat);
  /// Of who has taken its share of all news.
  void remove(Seat& seat);
  void moved(Seat& seat) { seats_[seat.place_] = &seat; }

  /// Gives the member what it has not yet taken of the news.
  void share_news(const Seat& seat);
  void take_news(const Seat& seat, std::vector<News>& into);

 private:
  /// How many messages stand in so many bytes; most members are told the same ones.
  struct Messages {
    const char* begin = nullptr;
    std::uint32_t bytes = 0;
    std::uint64_t count = 0;
  };
  friend struct AudienceState;
  struct Member {
    Outbox* outbox;
    std::uint32_t taken;  // how many bytes, of what it is to be told next
  };
  void on_turn_end() override;
  void on_time() override { loop_.at_turn_end(*this, 0); }
  void append(Editions& editions, const Said& said);
  void hear(NewsByForm news, const std::shared_ptr<AudienceState>& state);
  void send_home(const std::shared_ptr<AudienceState>& state);
  bool waits_for_more() const;
  void begin_telling(const std::shared_ptr<AudienceState>& state);
  void tell_other_loops(const std::shared_ptr<AudienceState>& state);
  void tell_some();
  void fetch_ahead() const;
  void tell_last_untold();
  void go_on_later();
  void counts_as_told(std::uint32_t place);
  void swap(std::uint32_t one, std::uint32_t other);
  void counts_as_sent(const Outbox& to, const Range& range);
  template <class F> void take(const Seat& seat, F&& share);
  template <class F> void take(const Editions& editions, const Seat& seat, F&& share);

  Loop& loop_;
  AudienceState& state_;
  Section* next_ = nullptr;
  std::vector<Member> members_;
  std::vector<Seat*> seats_;           // seats_[i] is members_[i]'s
  std::atomic<bool> peopled_ = false;  // what other loops may know of members_
  Editions said_;                      // away from home: on its way there
  Editions news_;                      // in order, to be told next
  Editions telling_;                   // what members are being told
  std::uint32_t untold_ = 0;           // the first so many members have yet to be told that
  Gathering gathering_;
  Messages counted_;                     // the last that were; of what is not yet told
  std::shared_ptr<AudienceState> keep_;  // while something waits for a turn's end
};

}  // namespace kotori::inline v0::websocket
