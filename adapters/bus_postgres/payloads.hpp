#pragma once
#include "adapters/bus_messages/exchange.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters {

/// How parcels travel as payloads of NOTIFY, which are short and text: each parcel is a line, "address base64", and
/// what one transaction tells is cut into payloads, "sender." at its begin and "sender+" where it goes on.

/// A PostgreSQL with pages of the usual size takes 7,999 bytes.
inline constexpr std::size_t longest_payload = 7'900;
/// What tells one who notifies from others.
inline constexpr std::size_t sender_size = 16;

/// With the end of line.
std::string line_of(const Parcel& parcel);
std::vector<std::string> payloads_of(std::string_view sender, std::string_view lines);

/// Puts the lines together again. PostgreSQL tells what one transaction notified in its order, with nothing in between.
class PayloadReader {
 public:
  /// What comes from `own_sender` is passed over.
  explicit PayloadReader(std::string own_sender) : own_(std::move(own_sender)) {}

  /// Calls `take` with each line that is whole now, without its end.
  void read(std::string_view payload, const std::function<void(std::string_view)>& take);

 private:
  const std::string own_;
  std::string sender_;
  std::string begun_;  // a line whose end has not come
};

/// The parcel of a line. Of one that is none, nothing opens.
Parcel parcel_of(std::string_view line);
inline std::string_view address_in(std::string_view line) { return line.substr(0, line.find(' ')); }

}  // namespace adapters
