#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/async/timer.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace chat {

/// Has every visit of a loop told its rooms' heads once in protocol::heartbeat_milliseconds: a twenty-fifth of them
/// each second, so that no turn is long.
class Heartbeats final : kotori::Timer {
 public:
  class Source {
   public:
    /// Tells this visit; false when it has ended.
    virtual bool beat(std::uint64_t visit) = 0;

   protected:
    ~Source() = default;
  };

  /// Both outlive it.
  Heartbeats(kotori::Loop& loop, Source& source) : loop_(loop), source_(source) {}

  void add(std::uint64_t visit);

 private:
  static constexpr std::size_t slots = 25;
  void on_time() override;

  kotori::Loop& loop_;
  Source& source_;
  std::array<std::vector<std::uint64_t>, slots> visits_;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
};

}  // namespace chat
