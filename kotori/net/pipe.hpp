#pragma once
#include "kotori/async/simulation.hpp"
#include "kotori/net/stream.hpp"

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace kotori::inline v0 {

/// What a Pipe is like.
struct PipeOptions {
  std::size_t capacity = 64 * 1024;  ///< bytes that one direction holds before its writer has no room
  bool ragged = false;               ///< each read gives a seeded random part of what is there
  bool faulty = true;                ///< every read and write asks the simulation's Faults what becomes of it
  std::string peer = {};             ///< the address that both ends say the other has
};

/// One end of a stream in memory, for simulations.
class Pipe final : public Stream {
 public:
  ~Pipe() override;

  Transfer read(std::span<char> into) override;
  Transfer write(std::string_view bytes) override;
  Transfer write(std::span<const std::string_view> pieces) override;
  void finish_writing() override;
  /// Delivered is what the other end has read.
  Delivery delivery() const override {
    const auto& way = shared_->directions[side_];
    return {way.passed, way.bytes.empty()};
  }
  Endpoint peer() const override { return {shared_->options.peer, 0}; }

  /// The other end reads `bytes` of all that this end ever writes, and then both fail, as if a cable were cut there.
  void cut_after(std::size_t bytes);
  /// How often this end was asked to write: for tests of "one write per turn".
  std::size_t writes() const { return writes_; }
  /// How many bytes this end has written, read or not.
  std::size_t written() const {
    const auto& way = shared_->directions[side_];
    return way.passed + way.bytes.size();
  }

 private:
  friend std::pair<std::unique_ptr<Pipe>, std::unique_ptr<Pipe>> make_pipe(Simulation&, Loop&, Loop&, PipeOptions);
  struct Direction {
    std::string bytes;
    std::size_t passed = 0;  // bytes that have been read
    std::size_t cut_at = std::numeric_limits<std::size_t>::max();
    bool ended = false;
  };
  struct Shared {
    Simulation& simulation;
    PipeOptions options;
    Direction directions[2];
    Pipe* ends[2] = {};
    bool failed = false;
    bool stalled = false;
  };
  Pipe(std::shared_ptr<Shared> shared, Loop& loop, unsigned side);

  Direction& outgoing() { return shared_->directions[side_]; }
  Direction& incoming() { return shared_->directions[1 - side_]; }
  std::optional<Fault> next_fault();
  void tell(unsigned side);
  Transfer fail();

  std::shared_ptr<Shared> shared_;
  Loop& loop_;
  unsigned side_;
  std::size_t writes_ = 0;
};

/// Two connected ends: the first on loop `a`, the second on loop `b` (which may be the same).
std::pair<std::unique_ptr<Pipe>, std::unique_ptr<Pipe>> make_pipe(Simulation& simulation, Loop& a, Loop& b,
                                                                  PipeOptions options = {});

}  // namespace kotori::inline v0
