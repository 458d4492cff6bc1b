#include "kotori/websocket/outbox.hpp"

#include "kotori/websocket/audience.hpp"
#include "kotori/websocket/counts.hpp"
#include "kotori/websocket/deflater.hpp"
#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/masking.hpp"
#include "kotori/websocket/unsent.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <sodium.h>
#include <span>
#include <utility>
#include <vector>

namespace kotori::inline v0::websocket {
namespace {

constexpr std::size_t smallest_block = 256;
constexpr std::size_t most_held = std::numeric_limits<std::uint32_t>::max();
}  // namespace

Outbox::Outbox(Role role, OutboxOwner& owner) : owner_(owner), role_(role) {}

Outbox::~Outbox() {
  while (seats_) seats_->leave();
}

Unsent& Outbox::unsent() {
  if (!unsent_) unsent_ = std::make_unique<Unsent>(*this);
  return *unsent_;
}

bool Outbox::has_several_seats() const { return seats_ && seats_->next_; }

std::size_t Outbox::held_bytes() const { return unsent_ ? unsent_->held : 0; }

void Outbox::when_empty(std::coroutine_handle<> waiting) { unsent_->waiting = waiting; }

void Outbox::send(Opcode opcode, std::string_view payload) {
  take_shares();
  if (!is_open()) return;
  if (!is_control(opcode)) Loop::current()->local<Counters>().messages_sent.add(1);
  std::string compressed;
  if (form_ != 0 && !is_control(opcode) && payload.size() >= owner_.options_.compress_from)
    compressed = Loop::current()->local<Deflaters>().deflate(payload, form_);
  const std::uint8_t rsv = compressed.empty() ? 0 : rsv1;
  if (rsv != 0) payload = compressed;
  append_if_room({.rsv = rsv, .opcode = opcode}, payload);
}

void Outbox::send_frame(Opcode opcode, bool fin, std::string_view payload) {
  take_shares();
  if (!is_open()) return;
  if (fin && !is_control(opcode)) Loop::current()->local<Counters>().messages_sent.add(1);
  append_if_room({.fin = fin, .opcode = opcode}, payload);
}

void Outbox::append_if_room(const FrameHead& head, std::string_view payload) {
  const auto size = frame_size(payload.size());
  if (has_room(size, !fits_behind_last(size))) append_frame(head, payload);
}

std::size_t Outbox::frame_size(std::size_t payload_bytes) const {
  return encoded_size(payload_bytes) + (role_ == Role::client ? sizeof(MaskKey) : 0);
}

void Outbox::close(std::string_view close_payload) {
  take_shares();
  if (!is_open()) return;
  closed_ = true;
  append_frame({.opcode = Opcode::close}, close_payload);
}

void Outbox::close_instead(std::string_view close_payload) {
  if (!is_open()) return;
  if (unsent_) unsent_->drop_whole_frames();
  closed_ = true;
  append_frame({.opcode = Opcode::close}, close_payload);
}

bool Outbox::has_room(std::size_t bytes, bool as_new_range) {
  const auto most = std::min(owner_.options_.outbox_bytes, most_held);
  if (held_bytes() + bytes + (as_new_range ? cost_of_a_range : 0) <= most) return true;
  overflow();
  return false;
}

void Outbox::overflow() { close_instead(owner_.on_outbox_overflow()); }

void Outbox::append_frame(FrameHead head, std::string_view payload) {
  const bool masked = role_ == Role::client;
  auto range = own_room(frame_size(payload.size()));

  head.masked = masked;
  head.length = payload.size();
  if (masked) randombytes_buf(head.key.data(), head.key.size());
  char* to = write_head(range.block->data() + range.begin, head);
  if (!payload.empty()) std::memcpy(to, payload.data(), payload.size());
  if (masked) mask({to, payload.size()}, head.key);
  append(std::move(range));
}

bool Outbox::fits_behind_last(std::size_t size) const {
  if (!unsent_) return false;
  const auto& last = unsent_->last();
  return last.block && last.block.is_only_one() && last.end == last.block->used() && last.block->room() >= size;
}

/// Room that nobody shares, behind the last bytes if they are this outbox's own.
Range Outbox::own_room(std::size_t size) {
  auto block = fits_behind_last(size) ? unsent_->last().block : BlockRef{Block::make(std::max(size, smallest_block))};
  const auto begin = block->used();
  block->extend(size);
  return {std::move(block), begin, static_cast<std::uint32_t>(begin + size)};
}

/// Whether it begins where the last bytes end, and so becomes one range with them.
bool Outbox::goes_on(const Range& range) const {
  if (!unsent_) return false;
  const auto& last = unsent_->last();
  return last.block && last.block == range.block && last.end == range.begin;
}

void Outbox::append(Range range) {
  const bool joins = goes_on(range);
  auto& unsent = this->unsent();
  if (joins) {
    unsent.extend_last(range.size());
  } else {
    unsent.push_back(std::move(range));
  }
  if (!stream().may_write()) return settle();
  Loop::current()->at_turn_end(unsent, 1);
}

void Outbox::share(const Range& range) {
  if (!is_open()) return;
  // Who is behind would keep the whole block alive, for how long nobody knows: for a few bytes of it that is too much.
  const bool copy = !stream().may_write() && range.size() < range.block->capacity() / 4;
  if (!has_room(range.size(), copy ? !fits_behind_last(range.size()) : !goes_on(range))) return;
  if (!copy) return append(range);
  auto own = own_room(range.size());
  std::memcpy(own.block->data() + own.begin, range.bytes().data(), range.size());
  append(std::move(own));
}

void Outbox::share_now(const Range& range) {
  if (!is_open()) return;
  if (!empty() || !stream().may_write()) return share(range);
  const auto sent = stream().write(range.bytes());
  Loop::current()->local<Counters>().bytes_sent.add(sent.bytes);
  if (sent.stream != Transfer::Stream::open) return lose();
  if (sent.bytes == range.size()) return;
  append(range);
  unsent_->consume(sent.bytes);
  if (held_bytes() > owner_.options_.outbox_bytes) overflow();
  settle();
}

void Outbox::flush() {
  std::array<std::string_view, 64> pieces;
  while (unsent_ && !unsent_->empty() && stream().may_write()) {
    std::size_t count = 0;
    std::size_t offered = 0;
    auto offer = [&](const Range& range) { offered += (pieces[count++] = range.bytes()).size(); };
    offer(unsent_->first);
    if (const auto& rest = unsent_->rest)
      for (auto range = rest->begin(); range != rest->end() && count < pieces.size(); ++range) offer(*range);

    const auto sent = count == 1 ? stream().write(pieces[0]) : stream().write(std::span{pieces}.first(count));
    Loop::current()->local<Counters>().bytes_sent.add(sent.bytes);
    if (sent.stream != Transfer::Stream::open) return lose();
    unsent_->consume(sent.bytes);
    if (sent.bytes < offered) break;
  }
  settle();
}

/// Tells what is left, and lets go of it once that is nothing.
void Outbox::settle() {
  if (!unsent_) return;
  const auto held = unsent_->held;
  const auto told = std::exchange(unsent_->told, held);
  if (told != held) {
    auto& counted = Loop::current()->local<Counters>().unsent_bytes;
    counted.subtract(told);
    counted.add(held);
    if ((told > 0) != (held > 0)) owner_.on_outbox_behind(held > 0);
  }
  if (!unsent_->empty()) return;
  if (unsent_->waiting) Loop::current()->resume_soon(unsent_->waiting);
  unsent_.reset();
}

void Outbox::abandon() {
  broken_ = true;
  if (!unsent_) return;
  unsent_->clear();
  settle();
}

void Outbox::lose() {
  abandon();
  owner_.on_outbox_lost();
}

void Outbox::take_shares() {
  if (!seats_) return;
  if (!has_several_seats()) return seats_->share_news();

  std::vector<News> all;
  for (auto* seat = seats_; seat; seat = seat->next_) seat->take_news(all);
  std::ranges::stable_sort(all, {}, &News::order);
  for (const auto& news : all) share(news.range);
}

}  // namespace kotori::inline v0::websocket
