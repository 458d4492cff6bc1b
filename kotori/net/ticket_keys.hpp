#pragma once
#include "kotori/base/clock.hpp"

#include <array>
#include <mutex>
#include <optional>
#include <span>

namespace kotori::inline v0 {

/// What session tickets are sealed with (RFC 5077 §4, the form that OpenSSL gives them).
struct TicketKey {
  std::array<unsigned char, 16> name{};  ///< stands in the ticket, in the clear
  std::array<unsigned char, 32> cipher{};
  std::array<unsigned char, 32> mac{};
  Instant made{};
};

/// The keys of all contexts of a server, so that a client resumes its session on whichever loop it comes back to.
/// A key seals for `life` and opens for as long again, and never leaves the memory: who steals the disk, or later the
/// process, reads no old session. Any thread.
class TicketKeys {
 public:
  static constexpr Duration life = std::chrono::hours{6};

  /// The key to seal with now.
  TicketKey current(Instant now);

  /// The key of this name; empty when it is too old or was never ours.
  std::optional<TicketKey> find(std::span<const unsigned char, 16> name, Instant now);

 private:
  void rotate(Instant now);

  std::mutex mutex_;
  std::optional<TicketKey> current_;
  std::optional<TicketKey> previous_;
};

}  // namespace kotori::inline v0
