#include "kotori/features/rate_table.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <sodium.h>
#include <stdexcept>

namespace kotori::inline v0::features {

RateTable::RateTable(std::size_t keys) : sets_(std::bit_ceil(keys / std::tuple_size_v<Set> + 1)) {
  static_assert(sizeof(secret_) == crypto_shorthash_KEYBYTES);
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used here");
  crypto_shorthash_keygen(secret_.data());
}

std::uint64_t RateTable::hash_of(std::string_view key) const {
  std::array<unsigned char, crypto_shorthash_BYTES> hash{};
  crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(key.data()), key.size(), secret_.data());
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), sizeof number);
  return number;
}

RateTable::Entry& RateTable::entry_in(Set& set, std::uint64_t key) {
  const auto known = std::ranges::find(set, key, &Entry::key);
  if (known != set.end()) return *known;
  auto& forgotten = *std::ranges::min_element(set, {}, &Entry::full_at);
  return forgotten = {.key = key, .full_at = {}};
}

Granted RateTable::take(std::string_view key, const Bucket& bucket, Instant now) {
  const auto hash = hash_of(key);
  const auto place = hash & (sets_.size() - 1);
  const std::lock_guard lock{mutexes_[place % locks]};
  auto& entry = entry_in(sets_[place], hash);
  const auto debt = std::max(entry.full_at - now, Duration::zero());
  const auto most_debt = bucket.interval * (bucket.burst - 1);
  if (debt > most_debt) return {.wait = debt - most_debt, .left = 0, .until_full = debt};
  const auto until_full = debt + bucket.interval;
  entry.full_at = now + until_full;
  const auto used = (until_full + bucket.interval - Duration{1}) / bucket.interval;
  return {.wait = {}, .left = bucket.burst - static_cast<std::uint32_t>(used), .until_full = until_full};
}

}  // namespace kotori::inline v0::features
