#include "kotori/websocket/section.hpp"

#include "kotori/websocket/counts.hpp"
#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/outbox.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace kotori::inline v0::websocket {
namespace {

/// Numbers what is appended on one loop, over all its audiences.
struct OrderOfAppending {
  explicit OrderOfAppending(Loop&) {}
  std::uint64_t last = 0;
  const Section* last_section = nullptr;
};

/// So much news waits for no more.
constexpr std::uint32_t plenty = 64 * 1024;

}  // namespace

AudienceState::~AudienceState() {
  for (auto* section = first.load(); section;) {
    auto* next = section->next_;
    delete section;
    section = next;
  }
}

Section& AudienceState::here() {
  auto& loop = *Loop::current();
  for (auto* section = first.load(std::memory_order_acquire); section; section = section->next_)
    if (&section->loop() == &loop) return *section;
  auto* made = new Section{loop, *this};
  Section* nobody = nullptr;
  home.compare_exchange_strong(nobody, made, std::memory_order_acq_rel);
  made->next_ = first.load(std::memory_order_relaxed);
  while (!first.compare_exchange_weak(made->next_, made, std::memory_order_acq_rel)) {
  }
  return *made;
}

void Section::say(const std::shared_ptr<AudienceState>& state, Opcode opcode, std::string_view payload,
                  std::uint64_t except) {
  keep_ = state;
  loop_.at_turn_end(*this, 0);
  Said said{.opcode = opcode, .payload = payload, .except = except};
  if (!is_home()) return append(said_, said);

  auto& order = loop_.local<OrderOfAppending>();
  said.joins = std::exchange(order.last_section, this) == this;
  said.order = said.joins ? order.last : ++order.last;
  append(news_, said);
  gathering_.add(loop_.now());
}

void Section::append(Editions& editions, const Said& said) {
  editions.append(said, state_.compress_from, loop_.local<Deflaters>(),
                  [&](Form form) { return state_.readers[form].load(std::memory_order_relaxed) > 0; });
}

void Section::hear(NewsByForm news, const std::shared_ptr<AudienceState>& state) {
  keep_ = state;
  loop_.at_turn_end(*this, 0);
  auto& order = loop_.local<OrderOfAppending>();
  order.last_section = nullptr;
  news_.append(std::move(news), ++order.last);
  gathering_.add(loop_.now());
}

void Section::on_turn_end() {
  const auto keep = std::move(keep_);  // to the end: it may be the last to hold this section
  if (!said_.empty()) send_home(keep);
  if (untold_ == 0 && !news_.empty() && !waits_for_more()) begin_telling(keep);
  tell_some();
  if (untold_ == 0 && news_.empty()) return;
  keep_ = keep;
  go_on_later();
}

void Section::send_home(const std::shared_ptr<AudienceState>& state) {
  state_.home.load()->loop_.post(
      [state, said = said_.take()]() mutable { state->home.load()->hear(std::move(said), state); });
}

bool Section::waits_for_more() const {
  return is_home() && loop_.now() < gathering_.until() && news_.bytes(plain) < plenty && !loop_.stopping();
}

void Section::begin_telling(const std::shared_ptr<AudienceState>& state) {
  gathering_.begin(loop_.read_clock());
  if (is_home()) tell_other_loops(state);
  telling_ = std::exchange(news_, {});
  untold_ = static_cast<std::uint32_t>(members_.size());
}

void Section::tell_other_loops(const std::shared_ptr<AudienceState>& state) {
  for (auto* section = state_.first.load(std::memory_order_acquire); section; section = section->next_)
    if (section != this && section->peopled_.load(std::memory_order_acquire))
      section->loop_.post([state, section, news = news_.all()]() mutable { section->hear(std::move(news), state); });
}

void Section::tell_some() {
  if (telling_.empty()) return;
  const auto remain = untold_ - std::min(untold_, state_.members_a_turn);
  while (untold_ > remain) {
    fetch_ahead();
    tell_last_untold();
  }
  if (untold_ > 0) return;
  telling_ = {};
  counted_ = {};
  gathering_.end(loop_.read_clock());
}

/// Of thousands of members nothing is in the processor's cache when their turn comes.
void Section::fetch_ahead() const {
  constexpr std::uint32_t stream_ahead = 4, outbox_ahead = 8;
  if (untold_ <= outbox_ahead) return;
  members_[untold_ - 1 - outbox_ahead].outbox->fetch();
  members_[untold_ - 1 - stream_ahead].outbox->fetch_stream();
}

void Section::tell_last_untold() {
  const auto place = untold_ - 1;
  auto& member = members_[place];
  const auto& news = telling_.in(member.outbox->form());
  const bool same_for_all = news.size() == 1 && news.front().except == 0;
  if (member.outbox->has_several_seats()) {
    member.outbox->take_shares();
  } else if (same_for_all) {
    const auto& all = news.front().range;
    if (const auto from = all.begin + member.taken; from < all.end) {
      const Range share{all.block, from, all.end};
      counts_as_sent(*member.outbox, share);
      member.outbox->share_now(share);
    }
    counts_as_told(place);
  } else {
    share_news(*seats_[place]);
  }
}

/// The rest of a telling is told in the next turn, and so are news that wait for no more; others when they have waited.
void Section::go_on_later() {
  if (untold_ > 0 || !waits_for_more()) return loop_.arm(*this, Duration::zero());
  const auto until = gathering_.until();
  loop_.stay_awake_until(until);
  loop_.arm_until_stop(*this, until - loop_.now());
}

/// Those who are yet to be told stand before the others.
void Section::counts_as_told(std::uint32_t place) {
  swap(place, --untold_);
  members_[untold_].taken = 0;
}

void Section::swap(std::uint32_t one, std::uint32_t other) {
  if (one == other) return;
  std::swap(members_[one], members_[other]);
  std::swap(seats_[one], seats_[other]);
  seats_[one]->place_ = one;
  seats_[other]->place_ = other;
}

/// What is being told comes before what is told next.
template <class F> void Section::take(const Seat& seat, F&& share) {
  if (seat.place_ < untold_) {
    take(telling_, seat, share);
    counts_as_told(seat.place_);
  }
  take(news_, seat, share);
}

template <class F> void Section::take(const Editions& editions, const Seat& seat, F&& share) {
  auto& member = members_[seat.place_];
  const auto form = member.outbox->form();
  std::uint32_t passed = 0;
  for (const auto& news : editions.in(form)) {
    const auto behind = passed + news.range.size();
    if (behind > member.taken && news.except != seat.id_) {
      auto part = news;
      if (member.taken > passed) part.range.begin += member.taken - passed;
      share(part);
    }
    passed = behind;
  }
  member.taken = passed;
}

void Section::share_news(const Seat& seat) {
  take(seat, [&](const News& news) {
    counts_as_sent(*seat.outbox_, news.range);
    seat.outbox_->share(news.range);
  });
}

void Section::take_news(const Seat& seat, std::vector<News>& into) {
  take(seat, [&](const News& news) {
    counts_as_sent(*seat.outbox_, news.range);
    into.push_back(news);
  });
}

void Section::counts_as_sent(const Outbox& to, const Range& range) {
  if (!to.is_open()) return;
  const char* begin = range.block->data() + range.begin;
  if (counted_.begin != begin || counted_.bytes != range.size()) {
    counted_ = {.begin = begin, .bytes = range.size()};
    for (std::uint32_t at = 0; at < range.size(); at += size_of_frame(begin + at)) ++counted_.count;
  }
  loop_.local<Counters>().messages_sent.add(counted_.count);
}

void Section::add(Seat& seat) {
  seat.place_ = static_cast<std::uint32_t>(members_.size());
  const auto form = seat.outbox_->form();
  members_.push_back({seat.outbox_, news_.bytes(form)});
  seats_.push_back(&seat);
  peopled_.store(true, std::memory_order_release);
  state_.seats.fetch_add(1, std::memory_order_relaxed);
  state_.readers[form].fetch_add(1, std::memory_order_relaxed);
}

void Section::remove(Seat& seat) {
  assert(seat.place_ >= untold_);
  swap(seat.place_, static_cast<std::uint32_t>(members_.size() - 1));
  members_.pop_back();
  seats_.pop_back();
  peopled_.store(!members_.empty(), std::memory_order_release);
  state_.seats.fetch_sub(1, std::memory_order_relaxed);
  state_.readers[seat.outbox_->form()].fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace kotori::inline v0::websocket
