#pragma once
#include "kotori/base/clock.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace kotori::inline v0::features {

/// A token bucket: `burst` tokens, of which one comes back in each `interval`.
struct Bucket {
  Duration interval;
  std::uint32_t burst;
};

/// What came of asking for a token.
struct Granted {
  Duration wait{};         ///< zero: granted; else how long until there will be one
  std::uint32_t left = 0;  ///< tokens that are left
  Duration until_full{};   ///< until all have come back
  bool operator==(const Granted&) const = default;
};

/// A bucket for each key, in fixed memory: 16 bytes a key. Any thread; a lock is held for as long as it takes to look
/// at eight of them.
///
/// A key whose bucket is full again is the same as one that was never seen. Where more are in use than there is
/// room for, the one that will be full the soonest is forgotten: to have itself forgotten, a key has to be outdone by
/// eight others that have each taken more. Keys are hashed with a secret, so that nobody can choose which ones meet.
class RateTable {
 public:
  /// Room for at least so many keys.
  explicit RateTable(std::size_t keys);

  Granted take(std::string_view key, const Bucket& bucket, Instant now);

 private:
  struct Entry {
    std::uint64_t key = 0;
    Instant full_at{};  // when all tokens will have come back
  };
  using Set = std::array<Entry, 8>;
  static constexpr std::size_t locks = 64;

  std::uint64_t hash_of(std::string_view key) const;
  static Entry& entry_in(Set& set, std::uint64_t key);

  std::array<unsigned char, 16> secret_;
  std::vector<Set> sets_;  // as many as a power of two
  std::unique_ptr<std::mutex[]> mutexes_ = std::make_unique<std::mutex[]>(locks);
};

}  // namespace kotori::inline v0::features
