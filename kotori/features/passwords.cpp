#include "kotori/features/passwords.hpp"

#include "kotori/http/refused.hpp"

#include <array>
#include <new>
#include <sodium.h>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0 {
namespace {

using Digest = std::array<unsigned char, crypto_generichash_BYTES>;

Digest digest_of(std::string_view text) {
  Digest digest{};
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     nullptr, 0);
  return digest;
}

/// Leaves nothing of a password in memory.
struct Wiped {
  explicit Wiped(std::string& of) : text(of) {}
  ~Wiped() { sodium_memzero(text.data(), text.size()); }
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  std::string& text;
};

}  // namespace

bool same_secret(std::string_view one, std::string_view other) {
  const auto first = digest_of(one), second = digest_of(other);
  return sodium_memcmp(first.data(), second.data(), first.size()) == 0;
}

/// One place among those who wait.
class Passwords::Waiting {
 public:
  explicit Waiting(Passwords& passwords) : all_(passwords.waiting_) {
    if (all_.fetch_add(1) < passwords.options_.most_waiting) return;
    --all_;
    http::Headers later;
    later.add("Retry-After", "1");
    throw Refused{Status::service_unavailable, "too many passwords are being looked at; come back in a while", later};
  }
  ~Waiting() { --all_; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  std::atomic<std::size_t>& all_;
};

Passwords::Passwords(Worker& worker, PasswordOptions options) : worker_(worker), options_(options) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used here");
  if (options_.passes < crypto_pwhash_argon2id_OPSLIMIT_MIN || options_.passes > crypto_pwhash_argon2id_OPSLIMIT_MAX ||
      options_.memory_bytes < crypto_pwhash_argon2id_MEMLIMIT_MIN ||
      options_.memory_bytes > crypto_pwhash_argon2id_MEMLIMIT_MAX)
    throw std::invalid_argument("Argon2id has no such cost");
}

std::string Passwords::hash_now(const std::string& password) const {
  std::array<char, crypto_pwhash_argon2id_STRBYTES> text{};
  if (crypto_pwhash_argon2id_str(text.data(), password.data(), password.size(), options_.passes,
                                 options_.memory_bytes) != 0)
    throw std::bad_alloc{};
  return text.data();
}

Task<std::string> Passwords::hash(std::string password) {
  const Wiped wiped{password};
  if (password.size() > options_.longest) throw Refused{Status::bad_request, "the password is too long"};
  const Waiting place{*this};
  auto work = worker_.run([&] { return hash_now(password); });
  co_return co_await work;
}

Task<bool> Passwords::verify(std::string password, std::optional<std::string> kept) {
  const Wiped wiped{password};
  if (password.size() > options_.longest) co_return false;
  const Waiting place{*this};
  auto work = worker_.run([&] {
    if (!kept) return hash_now(password).empty();
    return crypto_pwhash_argon2id_str_verify(kept->c_str(), password.data(), password.size()) == 0;
  });
  co_return co_await work;
}

bool Passwords::is_outdated(const std::string& kept) const {
  return crypto_pwhash_argon2id_str_needs_rehash(kept.c_str(), options_.passes, options_.memory_bytes) != 0;
}

}  // namespace kotori::inline v0
