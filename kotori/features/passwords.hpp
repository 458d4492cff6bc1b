#pragma once
#include "kotori/async/task.hpp"
#include "kotori/async/worker.hpp"

#include <atomic>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0 {

/// Whether both are the same; how long it takes tells nothing of where they differ, nor of their lengths.
bool same_secret(std::string_view one, std::string_view other);

/// How much a password's hash costs: by default what OWASP asks for at least, some 30 ms of a core.
struct PasswordOptions {
  std::size_t memory_bytes = 19UL * 1024 * 1024;
  unsigned passes = 2;
  std::size_t most_waiting = 32;  ///< hashes asked for and not there yet, of all loops; beyond it 503
  std::size_t longest = 1024;     ///< bytes of a password; a longer one is 400 to hash, and wrong to verify
};

/// What to keep of passwords: Argon2id (RFC 9106), made by a worker, for a loop must not stand still for so long. On
/// any loop; the worker outlives it, and it outlives its tasks. Give it a worker of its own, of at most as many threads
/// as there are cores.
class Passwords {
 public:
  /// Throws std::invalid_argument for a cost that Argon2 does not have.
  explicit Passwords(Worker& worker, PasswordOptions options = {});
  Passwords(const Passwords&) = delete;
  Passwords& operator=(const Passwords&) = delete;

  /// What to keep: "$argon2id$v=19$m=19456,t=2,p=1$...", at most 127 characters, each time another one.
  Task<std::string> hash(std::string password);

  /// Whether it is the password of which this was kept. Nothing kept, for there is no such user, is a no that takes as
  /// long as any other answer.
  Task<bool> verify(std::string password, std::optional<std::string> kept);

  /// Whether what was kept cost less, or other, than it would now: hash() again when the password is known to be right.
  bool is_outdated(const std::string& kept) const;

 private:
  class Waiting;
  std::string hash_now(const std::string& password) const;

  Worker& worker_;
  const PasswordOptions options_;
  std::atomic<std::size_t> waiting_ = 0;
};

}  // namespace kotori::inline v0
