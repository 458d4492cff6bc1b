#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/features/server_status.hpp"
#include "kotori/net/address_block.hpp"
#include "kotori/net/endpoint.hpp"
#include "kotori/server/options.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace kotori::inline v0::server {

struct Admitted;

/// Lets connections in, as many as ConnectionLimits allow on all loops together. Any thread: a lock is taken when a
/// connection comes, when its first request is there, and when it goes.
class Admission {
 public:
  Admission(const ConnectionLimits& limits, std::size_t loops);
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  /// Empty: it is one too many, of which one a minute is logged. On a loop; the place goes before the admission.
  std::optional<Admitted> admit(const Endpoint& peer);

  ConnectionCounts counts() const;

 private:
  friend class Place;
  friend class Handshake;
  using Address = std::optional<AddressBlock>;                   // none: not counted
  using OfAddress = std::pair<const AddressBlock, std::size_t>;  // how many have it
  using Refused = std::uint64_t ConnectionCounts::*;

  Address counted(const Endpoint& peer) const;
  /// Null: no limit does.
  Refused which_refuses(const Address& address) const;
  std::optional<ConnectionCounts> take_news();
  void arrive();
  void leave(OfAddress* same);

  const ConnectionLimits limits_;  // with the defaults filled in
  const bool private_ones_count_;
  mutable std::mutex mutex_;
  ConnectionCounts counts_;
  std::unordered_map<AddressBlock, std::size_t, AddressBlockHash> by_address_;
  ConnectionCounts told_;  // has been logged
  std::optional<Instant> told_at_;
};

/// A connection's place among those that are let in; it is given back when this goes.
class Place {
 public:
  Place(Place&& other) noexcept : in_(std::exchange(other.in_, nullptr)), same_(other.same_) {}
  Place& operator=(Place&&) = delete;
  ~Place() {
    if (in_) in_->leave(same_);
  }

 private:
  friend class Admission;
  Place(Admission& in, Admission::OfAddress* same) : in_(&in), same_(same) {}

  Admission* in_;
  Admission::OfAddress* same_;  // null: its address is not counted
};

/// That a connection counts as a handshake: until its first request is there, or this goes.
class Handshake {
 public:
  Handshake(Handshake&& other) noexcept : in_(std::exchange(other.in_, nullptr)) {}
  Handshake& operator=(Handshake&&) = delete;
  ~Handshake() { end(); }

  /// More often does no harm.
  void end() {
    if (auto* in = std::exchange(in_, nullptr)) in->arrive();
  }

 private:
  friend class Admission;
  explicit Handshake(Admission& in) : in_(&in) {}

  Admission* in_;
};

/// What a connection has that is let in.
struct Admitted {
  Place place;
  Handshake handshake;
};

}  // namespace kotori::inline v0::server
