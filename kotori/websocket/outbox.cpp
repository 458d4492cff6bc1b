#include "kotori/websocket/outbox.hpp"

#include "kotori/websocket/audience.hpp"
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
}

void Outbox::send(Opcode opcode, std::string_view payload) {
  take_shares();
  if (!is_open()) return;
  std::string compressed;
  if (form_ != 0 && !is_control(opcode) && payload.size() >= compress_from_)
    compressed = Loop::current()->local<Deflaters>().deflate(payload, form_);
  const std::uint8_t rsv = compressed.empty() ? 0 : rsv1;
  if (rsv != 0) payload = compressed;
  if (has_room(max_head_size + payload.size())) append_frame({.rsv = rsv, .opcode = opcode}, payload);
}

void Outbox::send_frame(Opcode opcode, bool fin, std::string_view payload) {
  take_shares();
  if (is_open() && has_room(max_head_size + payload.size())) append_frame({.fin = fin, .opcode = opcode}, payload);
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

bool Outbox::has_room(std::size_t bytes) {
  if (held_ + bytes + cost_of_a_range <= most_bytes_) return true;
  overflow();
  return false;
}

void Outbox::overflow() {
  drop_unsent();
  closed_ = true;
  append_frame({.opcode = Opcode::close}, owner_.on_outbox_overflow());
}

void Outbox::append_frame(FrameHead head, std::string_view payload) {
  const bool masked = role_ == Role::client;
  auto range = own_room(encoded_size(payload.size()) + (masked ? sizeof(MaskKey) : 0));

  head.masked = masked;
  head.length = payload.size();
  if (masked) randombytes_buf(head.key.data(), head.key.size());
  char* to = write_head(range.block->data() + range.begin, head);
  if (!payload.empty()) std::memcpy(to, payload.data(), payload.size());
  if (masked) mask({to, payload.size()}, head.key);
  append(std::move(range));
}

/// Room that nobody shares, behind the last bytes if they are this outbox's own.
Range Outbox::own_room(std::size_t size) {
  auto& last = rest_ ? rest_->back() : first_;
  const bool fits =
      last.block && last.block.is_only_one() && last.end == last.block->used() && last.block->room() >= size;
  auto block = fits ? last.block : BlockRef{Block::make(std::max(size, smallest_block))};
  const auto begin = block->used();
  block->extend(size);
  return {std::move(block), begin, static_cast<std::uint32_t>(begin + size)};
}

void Outbox::append(Range range) {
  held_ += range.size();
  auto& last = rest_ ? rest_->back() : first_;
  if (last.block && last.block == range.block && last.end == range.begin) {
    last.end = range.end;
  } else {
    held_ += cost_of_a_range;
    if (!first_.block) {
      first_ = std::move(range);
    } else {
      if (!rest_) rest_ = std::make_unique<std::deque<Range>>();
      rest_->push_back(std::move(range));
    }
  }
  if (stream_.may_write()) Loop::current()->at_turn_end(*this, 1);
}

void Outbox::share(const Range& range) {
  if (!is_open() || !has_room(range.size())) return;
  // Who is behind would keep the whole block alive, for how long nobody knows: for a few bytes of it that is too much.
  if (stream_.may_write() || range.size() >= range.block->capacity() / 4) return append(range);
  auto own = own_room(range.size());
  std::memcpy(own.block->data() + own.begin, range.bytes().data(), range.size());
  append(std::move(own));
}

void Outbox::share_now(const Range& range) {
  if (!is_open()) return;
  if (!empty() || !stream_.may_write()) return share(range);
  const auto sent = stream_.write(range.bytes());
  if (sent.stream != Transfer::Stream::open) return abandon();
  if (sent.bytes == range.size()) return;
  append(range);
  consume(sent.bytes);
  if (held_ > most_bytes_) overflow();
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
    if (sent.stream != Transfer::Stream::open) return abandon();
    consume(sent.bytes);
    if (sent.bytes < offered) return;
  }
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
  wake();
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
