#pragma once
#include "adapters/bus_messages/bus_key.hpp"
#include "chat/ports/bus.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace adapters {

/// Closes texts so that only who has the key can read or make them (XChaCha20-Poly1305), each bound to the address it
/// is sent to. Any thread.
class Seal {
 public:
  /// So many bytes more than the text has.
  static constexpr std::size_t overhead = 40;

  /// Throws std::runtime_error when libsodium finds no source of randomness.
  explicit Seal(const BusKey& key);

  /// Names the log to those who cannot read: 16 hex digits.
  const std::string& log() const { return log_; }
  /// Where news of this topic goes, without saying which it is: "room." or "person.", and 32 hex digits.
  std::string address_of(const chat::Topic& topic) const;

  std::string close(std::string_view address, std::string_view text) const;
  /// Empty: closed for another address or with another key, or changed since.
  std::optional<std::string> open(std::string_view address, std::string_view sealed) const;

 private:
  using Part = std::array<unsigned char, 32>;
  const Part cipher_;
  const Part naming_;
  const std::string log_;
};

}  // namespace adapters
