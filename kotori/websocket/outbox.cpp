#include "kotori/websocket/outbox.hpp"

#include "kotori/websocket/audience.hpp"
#include "kotori/websocket/counts.hpp"
#include "kotori/websocket/deflater.hpp"
#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/masking.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <sodium.h>
#include <span>
#include <utility>
#include <vector>

namespace kotori::websocket {
namespace {

constexpr std::size_t smallest_block = 256;

constexpr std::uint32_t saturated(std::size_t bytes) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(bytes, std::numeric_limits<std::uint32_t>::max()));
}

/// The whole size of the frame that begins here; it is one of our own making.
std::uint32_t size_of_frame(const char* frame) {
  const auto byte = [&](int at) { return static_cast<std::uint64_t>(static_cast<unsigned char>(frame[at])); };
  const std::uint64_t masked = (byte(1) & 0x80) != 0 ? 4 : 0;
  std::uint64_t length = byte(1) & 0x7F;
  if (length < 126) return static_cast<std::uint32_t>(2 + masked + length);
  const int bytes = length == 126 ? 2 : 8;
  length = 0;
  for (int i = 0; i < bytes; ++i) length = length << 8 | byte(2 + i);
  return static_cast<std::uint32_t>(2 + static_cast<unsigned>(bytes) + masked + length);
}

}  // namespace

Outbox::Outbox(Role role, Stream& stream, OutboxOwner& owner, std::size_t most_bytes)
    : stream_(stream), owner_(owner), most_bytes_(saturated(most_bytes)), role_(role) {}

Outbox::~Outbox() {
  while (seats_) seats_->leave();
  if (told_ > 0) Loop::current()->local<Counters>().unsent_bytes.subtract(told_);
}

void Outbox::send(Opcode opcode, std::string_view payload) {
  take_shares();
  if (!is_open()) return;
  std::string compressed;
  if (form_ != 0 && !is_control(opcode) && payload.size() >= compress_from_)
    compressed = Loop::current()->local<Deflaters>().deflate(payload, form_);
  const std::uint8_t rsv = compressed.empty() ? 0 : rsv1;
  if (rsv != 0) payload = compressed;
  append_if_room({.rsv = rsv, .opcode = opcode}, payload);
}

void Outbox::send_frame(Opcode opcode, bool fin, std::string_view payload) {
  take_shares();
  if (is_open()) append_if_room({.fin = fin, .opcode = opcode}, payload);
}

void Outbox::append_if_room(const FrameHead& head, std::string_view payload) {
  const auto size = frame_size(payload.size());
  if (has_room(size, !fits_behind_last(size))) append_frame(head, payload);
}

std::size_t Outbox::frame_size(std::size_t payload_bytes) const {
  return encoded_size(payload_bytes) + (role_ == Role::client ? sizeof(MaskKey) : 0);
}

void Outbox::compress(std::uint8_t window_bits, std::size_t from_bytes) {
  form_ = window_bits;
  compress_from_ = saturated(from_bytes);
}

void Outbox::close(std::string_view close_payload) {
  take_shares();
  if (!is_open()) return;
  closed_ = true;
  append_frame({.opcode = Opcode::close}, close_payload);
}

void Outbox::close_instead(std::string_view close_payload) {
  if (!is_open()) return;
  drop_unsent();
  closed_ = true;
  append_frame({.opcode = Opcode::close}, close_payload);
}

bool Outbox::has_room(std::size_t bytes, bool as_new_range) {
  if (held_ + bytes + (as_new_range ? cost_of_a_range : 0) <= most_bytes_) return true;
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
  const auto& block = last().block;
  return block && block.is_only_one() && last().end == block->used() && block->room() >= size;
}

/// Room that nobody shares, behind the last bytes if they are this outbox's own.
Range Outbox::own_room(std::size_t size) {
  auto block = fits_behind_last(size) ? last().block : BlockRef{Block::make(std::max(size, smallest_block))};
  const auto begin = block->used();
  block->extend(size);
  return {std::move(block), begin, static_cast<std::uint32_t>(begin + size)};
}

/// Whether it begins where the last bytes end, and so becomes one range with them.
bool Outbox::goes_on(const Range& range) const {
  return last().block && last().block == range.block && last().end == range.begin;
}

void Outbox::append(Range range) {
  held_ += range.size();
  if (goes_on(range)) {
    last().end = range.end;
  } else {
    held_ += cost_of_a_range;
    if (!first_.block) {
      first_ = std::move(range);
    } else {
      if (!rest_) rest_ = std::make_unique<std::deque<Range>>();
      rest_->push_back(std::move(range));
    }
  }
  if (!stream_.may_write()) return tell_backlog();
  Loop::current()->at_turn_end(*this, 1);
}

void Outbox::share(const Range& range) {
  if (!is_open()) return;
  // Who is behind would keep the whole block alive, for how long nobody knows: for a few bytes of it that is too much.
  const bool copy = !stream_.may_write() && range.size() < range.block->capacity() / 4;
  if (!has_room(range.size(), copy ? !fits_behind_last(range.size()) : !goes_on(range))) return;
  if (!copy) return append(range);
  auto own = own_room(range.size());
  std::memcpy(own.block->data() + own.begin, range.bytes().data(), range.size());
  append(std::move(own));
}

void Outbox::share_now(const Range& range) {
  if (!is_open()) return;
  if (!empty() || !stream_.may_write()) return share(range);
  const auto sent = stream_.write(range.bytes());
  if (sent.stream != Transfer::Stream::open) return lose();
  if (sent.bytes == range.size()) return;
  append(range);
  consume(sent.bytes);
  if (held_ > most_bytes_) overflow();
  tell_backlog();
}

void Outbox::flush() {
  std::array<std::string_view, 64> pieces;
  while (!empty() && stream_.may_write()) {
    std::size_t count = 0;
    std::size_t offered = 0;
    auto offer = [&](const Range& range) { offered += (pieces[count++] = range.bytes()).size(); };
    offer(first_);
    if (rest_)
      for (auto range = rest_->begin(); range != rest_->end() && count < pieces.size(); ++range) offer(*range);

    const auto sent = count == 1 ? stream_.write(pieces[0]) : stream_.write(std::span{pieces}.first(count));
    if (sent.stream != Transfer::Stream::open) return lose();
    consume(sent.bytes);
    if (sent.bytes < offered) break;
  }
  tell_backlog();
}

void Outbox::tell_backlog() {
  if (told_ == held_) return;
  const auto before = std::exchange(told_, held_);
  auto& unsent = Loop::current()->local<Counters>().unsent_bytes;
  unsent.subtract(before);
  unsent.add(held_);
  if ((before > 0) != (held_ > 0)) owner_.on_outbox_behind(held_ > 0);
}

void Outbox::consume(std::size_t bytes) {
  while (!empty() && bytes >= first_.size()) {
    bytes -= first_.size();
    pop_front();
  }
  if (empty()) return wake();
  // What is left stands in the middle of the first range: remember how much of a begun frame is still to come.
  const auto sent = static_cast<std::uint32_t>(bytes);
  auto boundary = half_sent_;
  while (boundary < sent) boundary += size_of_frame(first_.block->data() + first_.begin + boundary);
  half_sent_ = boundary - sent;
  first_.begin += sent;
  held_ -= sent;
}

void Outbox::pop_front() {
  held_ -= first_.size() + static_cast<std::uint32_t>(cost_of_a_range);
  half_sent_ = 0;
  first_ = {};
  if (!rest_) return;
  first_ = std::move(rest_->front());
  rest_->pop_front();
  if (rest_->empty()) rest_.reset();
}

void Outbox::drop_unsent() {
  rest_.reset();
  if (!empty()) {
    first_.end = first_.begin + half_sent_;
    held_ = half_sent_ + static_cast<std::uint32_t>(cost_of_a_range);
    if (half_sent_ == 0) pop_front();
  }
}

void Outbox::abandon() {
  broken_ = true;
  rest_.reset();
  first_ = {};
  held_ = half_sent_ = 0;
  tell_backlog();
  wake();
}

void Outbox::lose() {
  abandon();
  owner_.on_outbox_lost();
}

void Outbox::wake() {
  if (waiting_) Loop::current()->resume_soon(std::exchange(waiting_, {}));
}

void Outbox::take_shares() {
  if (!seats_) return;
  if (!has_several_seats()) return seats_->share_news();

  std::vector<News> all;
  for (auto* seat = seats_; seat; seat = seat->next_) seat->take_news(all);
  std::ranges::stable_sort(all, {}, &News::order);
  for (const auto& news : all) share(news.range);
}

}  // namespace kotori::websocket
