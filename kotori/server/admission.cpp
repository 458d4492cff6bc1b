#include "kotori/server/admission.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/base/log.hpp"

#include <algorithm>
#include <random>
#include <sys/resource.h>

namespace kotori::inline v0::server {
namespace {

constexpr std::size_t most_of_a_public_address = 256;
constexpr auto between_warnings = std::chrono::minutes{1};

/// Descriptors for databases, logs, files that are served; and, a loop, for what it watches and where it listens.
constexpr std::size_t kept_back = 64, kept_back_a_loop = 4;

/// What is left of the limit of open files; at least half of it.
std::size_t open_files_allow(std::size_t loops) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  const auto allowed = std::min<std::size_t>(files.rlim_cur, 1024UL * 1024);
  const auto kept = kept_back + kept_back_a_loop * loops;
  return std::max(allowed - std::min(allowed, kept), allowed / 2);
}

ConnectionLimits filled_in(ConnectionLimits limits, std::size_t loops) {
  if (limits.all == 0) limits.all = open_files_allow(loops);
  if (limits.handshakes == 0) limits.handshakes = (limits.all + 1) / 2;
  return limits;
}

AddressBlockHash with_a_seed() {
  std::random_device random;
  return {std::uint64_t{random()} << 32U | random()};
}

}  // namespace

Admission::Admission(const ConnectionLimits& limits, std::size_t loops)
    : limits_(filled_in(limits, loops)),
      private_ones_count_(limits.per_address.has_value()),
      by_address_(0, with_a_seed()) {}

std::optional<Admitted> Admission::admit(const Endpoint& peer) {
  const auto address = counted(peer);
  std::unique_lock lock{mutex_};
  if (const auto refused = which_refuses(address)) {
    ++(counts_.*refused);
    const auto news = take_news();
    lock.unlock();
    if (news)
      log::warning("connections are turned away, for there are too many",
                   {{"of_all", news->refused_by_all},
                    {"of_an_address", news->refused_by_address},
                    {"in_handshakes", news->refused_by_handshakes},
                    {"last", peer.address}});
    return std::nullopt;
  }
  auto* same = address ? &*by_address_.try_emplace(*address).first : nullptr;
  if (same) ++same->second;
  ++counts_.open;
  ++counts_.handshakes;
  return Admitted{Place{*this, same}, Handshake{*this}};
}

Admission::Address Admission::counted(const Endpoint& peer) const {
  const auto block = block_of(peer.address);
  return block && (private_ones_count_ || !block->is_private()) ? block : std::nullopt;
}

Admission::Refused Admission::which_refuses(const Address& address) const {
  if (counts_.open >= limits_.all) return &ConnectionCounts::refused_by_all;
  if (address) {
    const auto same = by_address_.find(*address);
    if (same != by_address_.end() && same->second >= limits_.per_address.value_or(most_of_a_public_address))
      return &ConnectionCounts::refused_by_address;
  }
  return counts_.handshakes >= limits_.handshakes ? &ConnectionCounts::refused_by_handshakes : nullptr;
}

/// What has been refused since the last time, when it is time to tell.
std::optional<ConnectionCounts> Admission::take_news() {
  const auto now = Loop::current()->now();
  if (told_at_ && now - *told_at_ < between_warnings) return std::nullopt;
  told_at_ = now;
  const auto before = std::exchange(told_, counts_);
  return ConnectionCounts{.refused_by_all = counts_.refused_by_all - before.refused_by_all,
                          .refused_by_address = counts_.refused_by_address - before.refused_by_address,
                          .refused_by_handshakes = counts_.refused_by_handshakes - before.refused_by_handshakes};
}

ConnectionCounts Admission::counts() const {
  const std::lock_guard lock{mutex_};
  return counts_;
}

void Admission::arrive() {
  const std::lock_guard lock{mutex_};
  --counts_.handshakes;
}

void Admission::leave(OfAddress* same) {
  const std::lock_guard lock{mutex_};
  --counts_.open;
  if (same && --same->second == 0) by_address_.erase(same->first);
}

}  // namespace kotori::inline v0::server
