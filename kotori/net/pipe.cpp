#include "kotori/net/pipe.hpp"

#include <algorithm>
#include <array>

namespace kotori::inline v0 {

std::pair<std::unique_ptr<Pipe>, std::unique_ptr<Pipe>> make_pipe(Simulation& simulation, Loop& a, Loop& b,
                                                                  PipeOptions options) {
  auto shared = std::make_shared<Pipe::Shared>(simulation, options);
  return {std::unique_ptr<Pipe>{new Pipe{shared, a, 0}}, std::unique_ptr<Pipe>{new Pipe{shared, b, 1}}};
}

Pipe::Pipe(std::shared_ptr<Shared> shared, Loop& loop, unsigned side)
    : shared_(std::move(shared)), loop_(loop), side_(side) {
  shared_->ends[side_] = this;
}

Pipe::~Pipe() {
  shared_->ends[side_] = nullptr;
  // As TCP does: closing over unread input resets, otherwise the peer reads to the end.
  if (!incoming().bytes.empty()) shared_->failed = true;
  outgoing().ended = true;
  tell(1 - side_);
}

/// What goes wrong now. A stall goes on for ever.
std::optional<Fault> Pipe::next_fault() {
  auto fault = shared_->options.faulty ? shared_->simulation.faults().next() : std::nullopt;
  if (fault == Fault::stall) shared_->stalled = true;
  return shared_->stalled ? Fault::stall : fault;
}

Transfer Pipe::read(std::span<char> into) {
  const auto fault = next_fault();
  if (shared_->failed || fault == Fault::reset) return fail();
  auto& from = incoming();
  if (fault == Fault::end) {
    from.passed += from.bytes.size();
    from.bytes.clear();
    from.ended = true;
  }
  if (fault == Fault::stall) {
    nothing_to_read();
    return {};
  }
  const auto reach = std::min(from.bytes.size(), from.cut_at - from.passed);
  if (reach == 0) {
    if (from.passed == from.cut_at) return fail();
    if (from.ended) return {0, Transfer::Stream::ended};
    nothing_to_read();
    return {};
  }
  auto count = std::min(into.size(), reach);
  if (fault == Fault::one_byte) count = std::min<std::size_t>(count, 1);
  if (shared_->options.ragged) count = 1 + shared_->simulation.draw(count);
  std::copy_n(from.bytes.begin(), count, into.begin());
  from.bytes.erase(0, count);
  from.passed += count;
  tell(1 - side_);
  return {count};
}

Transfer Pipe::write(std::string_view bytes) { return write(std::array{bytes}); }

Transfer Pipe::write(std::span<const std::string_view> pieces) {
  ++writes_;
  const auto fault = next_fault();
  if (fault == Fault::stall && !shared_->failed) {
    no_room();
    return {};
  }
  if (shared_->failed || !shared_->ends[1 - side_] || fault == Fault::reset) return fail();
  auto& to = outgoing();
  if (fault == Fault::end) finish_writing();
  if (to.ended) return {0, Transfer::Stream::failed};
  auto room = shared_->options.capacity - to.bytes.size();
  if (fault == Fault::one_byte && room > 1) {
    room = 1;
    tell(side_);
  }
  std::size_t written = 0;
  for (const auto piece : pieces) {
    const auto count = std::min(piece.size(), room - written);
    to.bytes += piece.substr(0, count);
    written += count;
    if (count < piece.size()) {
      no_room();
      break;
    }
  }
  if (written > 0) tell(1 - side_);
  return {written};
}

void Pipe::finish_writing() {
  outgoing().ended = true;
  tell(1 - side_);
}

void Pipe::cut_after(std::size_t bytes) {
  outgoing().cut_at = std::max(bytes, outgoing().passed);
  tell(1 - side_);
}

Transfer Pipe::fail() {
  shared_->failed = true;
  tell(1 - side_);
  return {0, Transfer::Stream::failed};
}

void Pipe::tell(unsigned side) {
  if (auto* end = shared_->ends[side])
    end->loop_.post([shared = shared_, side] {
      if (auto* told = shared->ends[side]; told && !shared->stalled) told->became_ready(true, true);
    });
}

}  // namespace kotori::inline v0
