#include "adapters/bus_postgres/payloads.hpp"

#include <sodium.h>

namespace adapters {
namespace {

constexpr auto variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
constexpr char begins = '.', goes_on = '+';
// Of a parcel as large as they get.
constexpr std::size_t longest_line = Exchange::most_sealed / 3 * 4 + 256;

const auto* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string encoded(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), variant);
  text.pop_back();  // the zero behind it
  return text;
}

/// Empty when it is no base64.
std::string decoded(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                       text.size(), nullptr, &size, &end, variant);
  bytes.resize(failed == 0 && end == text.data() + text.size() ? size : 0);
  return bytes;
}

}  // namespace

std::string line_of(const Parcel& parcel) { return parcel.address + " " + encoded(parcel.sealed) + "\n"; }

Parcel parcel_of(std::string_view line) {
  const auto address = address_in(line);
  return {std::string{address}, decoded(line.substr(std::min(line.size(), address.size() + 1)))};
}

std::vector<std::string> payloads_of(std::string_view sender, std::string_view lines) {
  constexpr auto size = longest_payload - sender_size - 1;
  std::vector<std::string> payloads;
  for (std::size_t at = 0; at < lines.size(); at += size)
    payloads.push_back(std::string(sender).append(1, at == 0 ? begins : goes_on).append(lines.substr(at, size)));
  return payloads;
}

void PayloadReader::read(std::string_view payload, const std::function<void(std::string_view)>& take) {
  if (payload.size() <= sender_size || payload.starts_with(own_)) return;
  const auto sender = payload.substr(0, sender_size);
  if (payload[sender_size] == begins) {
    sender_ = sender;
    begun_.clear();
  } else if (sender != sender_) {
    return;
  }
  begun_ += payload.substr(sender_size + 1);
  std::size_t at = 0;
  for (auto end = begun_.find('\n'); end != begun_.npos; end = begun_.find('\n', at)) {
    take(std::string_view(begun_).substr(at, end - at));
    at = end + 1;
  }
  begun_.erase(0, at);
  if (begun_.size() > longest_line) begun_.clear();
}

}  // namespace adapters
