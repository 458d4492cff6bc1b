#include "kotori/websocket/section.hpp"

#include "kotori/websocket/outbox.hpp"

#include <utility>

namespace kotori::websocket {
namespace {

/// Numbers what is appended on one loop, over all its audiences.
struct OrderOfAppending {
  explicit OrderOfAppending(Loop&) {}
  std::uint64_t last = 0;
  const Section* last_section = nullptr;
};

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
}

void Section::on_turn_end() {
  const auto keep = std::move(keep_);
  if (!said_.empty())
    state_.home.load()->loop_.post(
        [state = keep, said = said_.take()]() mutable { state->home.load()->hear(std::move(said), state); });
  if (news_.empty()) return;
  if (is_home()) tell_other_loops(keep);
  tell_members();
  news_.take();
  ++news_number_;
}

void Section::tell_other_loops(const std::shared_ptr<AudienceState>& state) {
  for (auto* section = state_.first.load(std::memory_order_acquire); section; section = section->next_)
    if (section != this && section->peopled_.load(std::memory_order_acquire))
      section->loop_.post([state, section, news = news_.all()]() mutable { section->hear(std::move(news), state); });
}

void Section::tell_members() {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    auto& member = members_[i];
    const auto& news = news_.in(member.outbox->form());
    const bool same_for_all = news.size() == 1 && news.front().except == 0;
    if (member.outbox->has_several_seats()) {
      member.outbox->take_shares();
    } else if (same_for_all) {
      const auto& all = news.front().range;
      if (const auto from = all.begin + taken(member); from < all.end)
        member.outbox->share_now({all.block, from, all.end});
    } else {
      share_news(*seats_[i]);
    }
  }
}

template <class F> void Section::take(Member& member, std::uint64_t id, F&& share) {
  std::uint32_t passed = 0;
  const auto from = taken(member);
  const auto form = member.outbox->form();
  for (const auto& news : news_.in(form)) {
    const auto behind = passed + news.range.size();
    if (behind > from && news.except != id) {
      auto part = news;
      if (from > passed) part.range.begin += from - passed;
      share(part);
    }
    passed = behind;
  }
  member.taken = news_.bytes(form);
  member.of_news = news_number_;
}

void Section::share_news(const Seat& seat) {
  if (news_.empty()) return;
  take(members_[seat.place_], seat.id_, [&](const News& news) { seat.outbox_->share(news.range); });
}

void Section::take_news(const Seat& seat, std::vector<News>& into) {
  if (news_.empty()) return;
  take(members_[seat.place_], seat.id_, [&](const News& news) { into.push_back(news); });
}

void Section::add(Seat& seat) {
  seat.place_ = static_cast<std::uint32_t>(members_.size());
  const auto form = seat.outbox_->form();
  members_.push_back({seat.outbox_, news_.bytes(form), news_number_});
  seats_.push_back(&seat);
  peopled_.store(true, std::memory_order_release);
  state_.seats.fetch_add(1, std::memory_order_relaxed);
  state_.readers[form].fetch_add(1, std::memory_order_relaxed);
}

void Section::remove(Seat& seat) {
  const auto place = seat.place_;
  members_[place] = members_.back();
  seats_[place] = seats_.back();
  seats_[place]->place_ = place;
  members_.pop_back();
  seats_.pop_back();
  peopled_.store(!members_.empty(), std::memory_order_release);
  state_.seats.fetch_sub(1, std::memory_order_relaxed);
  state_.readers[seat.outbox_->form()].fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace kotori::websocket
