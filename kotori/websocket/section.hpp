#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/websocket/audience.hpp"
#include "kotori/websocket/editions.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace kotori::websocket {

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
  std::size_t compress_from = 0;                            // bytes of a message
};

/// The members of an audience that live on one loop. What is said on a loop travels to the home section, is put in
/// order there, and is told to every section's members at the end of their loops' turns: one post a loop and turn, one
/// write a member and turn.
class Section final : TurnEnd {
 public:
  Section(Loop& loop, AudienceState& state) : loop_(loop), state_(state) {}

  Loop& loop() const { return loop_; }
  bool is_home() const { return state_.home.load(std::memory_order_relaxed) == this; }

  /// A member of this loop says something. `state` is this section's, and keeps it alive on the way.
  void say(const std::shared_ptr<AudienceState>& state, Opcode opcode, std::string_view payload, std::uint64_t except);

  void add(Seat& seat);
  void remove(Seat& seat);
  void moved(Seat& seat) { seats_[seat.place_] = &seat; }

  /// Gives the member what it has not yet taken of this turn's news.
  void share_news(const Seat& seat);
  void take_news(const Seat& seat, std::vector<News>& into);

 private:
  friend struct AudienceState;
  struct Member {
    Outbox* outbox;
    std::uint32_t taken;    // how many bytes of the news of ...
    std::uint32_t of_news;  // ... this number
  };
  void on_turn_end() override;
  void append(Editions& editions, const Said& said);
  void hear(NewsByForm news, const std::shared_ptr<AudienceState>& state);
  void tell_other_loops(const std::shared_ptr<AudienceState>& state);
  void tell_members();
  std::uint32_t taken(const Member& member) const { return member.of_news == news_number_ ? member.taken : 0; }
  template <class F> void take(Member& member, std::uint64_t id, F&& share);

  Loop& loop_;
  AudienceState& state_;
  Section* next_ = nullptr;
  std::vector<Member> members_;
  std::vector<Seat*> seats_;           // seats_[i] is members_[i]'s
  std::atomic<bool> peopled_ = false;  // what other loops may know of members_
  Editions said_;                      // away from home: on its way there
  Editions news_;                      // this turn's, in order
  std::uint32_t news_number_ = 1;
  std::shared_ptr<AudienceState> keep_;  // while something waits for the turn's end
};

}  // namespace kotori::websocket
