#include "kotori/websocket/audience.hpp"

#include "kotori/websocket/outbox.hpp"
#include "kotori/websocket/section.hpp"
#include "kotori/websocket/websocket.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <utility>

namespace kotori::inline v0 {
namespace {

std::uint64_t next_seat_id() {
  static std::atomic<std::uint64_t> next = 1;
  return next.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

Seat::Seat(websocket::Section& section, websocket::Outbox& outbox)
    : section_(&section), outbox_(&outbox), next_(outbox.seats_), id_(next_seat_id()) {
  outbox.seats_ = this;
  section.add(*this);
}

Seat::Seat(Seat&& other) noexcept
    : section_(std::exchange(other.section_, nullptr)),
      outbox_(other.outbox_),
      next_(other.next_),
      id_(other.id_),
      place_(other.place_) {
  if (!section_) return;
  auto** link = &outbox_->seats_;
  while (*link != &other) link = &(*link)->next_;
  *link = this;
  section_->moved(*this);
}

void Seat::leave() {
  if (!section_) return;
  outbox_->take_shares();
  auto** link = &outbox_->seats_;
  while (*link != this) link = &(*link)->next_;
  *link = next_;
  std::exchange(section_, nullptr)->remove(*this);
}

void Seat::share_news() { section_->share_news(*this); }
void Seat::take_news(std::vector<websocket::News>& into) { section_->take_news(*this, into); }

Audience::Audience(const AudienceOptions& options) : state_(std::make_shared<websocket::AudienceState>()) {
  state_->compress_from = options.compress_from;
  state_->members_a_turn = std::max(1U, options.members_a_turn);
}

Audience::~Audience() { assert(size() == 0 && "an Audience outlives its seats"); }

Seat Audience::join(WebSocket& socket) { return Seat{state_->here(), socket.outbox()}; }

void Audience::send(std::string_view text) { tell(websocket::Opcode::text, text, 0); }
void Audience::send_binary(std::string_view bytes) { tell(websocket::Opcode::binary, bytes, 0); }
void Audience::send_except(const Seat& seat, std::string_view text) { tell(websocket::Opcode::text, text, seat.id_); }

std::size_t Audience::size() const { return state_->seats.load(std::memory_order_relaxed); }

void Audience::tell(websocket::Opcode opcode, std::string_view payload, std::uint64_t except) {
  assert(Loop::current() && "an Audience is told things on a loop");
  if (size() == 0) return;
  state_->here().say(state_, opcode, payload, except);
}

}  // namespace kotori::inline v0
