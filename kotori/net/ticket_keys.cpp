#include "kotori/net/ticket_keys.hpp"

#include <algorithm>
#include <openssl/rand.h>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0 {
namespace {

TicketKey make(Instant now) {
  TicketKey key{.made = now};
  const auto fill = [](std::span<unsigned char> with) {
    if (RAND_bytes(with.data(), static_cast<int>(with.size())) != 1)
      throw std::runtime_error("OpenSSL found no source of randomness");
  };
  fill(key.name);
  fill(key.cipher);
  fill(key.mac);
  return key;
}

}  // namespace

TicketKey TicketKeys::current(Instant now) {
  const std::lock_guard lock{mutex_};
  rotate(now);
  if (!current_) current_ = make(now);
  return *current_;
}

std::optional<TicketKey> TicketKeys::find(std::span<const unsigned char, 16> name, Instant now) {
  const std::lock_guard lock{mutex_};
  rotate(now);
  for (const auto& key : {current_, previous_})
    if (key && std::ranges::equal(key->name, name)) return key;
  return std::nullopt;
}

void TicketKeys::rotate(Instant now) {
  if (current_ && now - current_->made >= life) previous_ = std::exchange(current_, std::nullopt);
  if (previous_ && now - previous_->made >= 2 * life) previous_.reset();
}

}  // namespace kotori::inline v0
