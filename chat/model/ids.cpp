#include "chat/model/ids.hpp"

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <sys/random.h>
#include <system_error>

namespace chat {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view id_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

std::string random_hex() {
  std::array<unsigned char, 16> bytes{};
  // Up to 256 bytes come whole or not at all (getrandom(2)).
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw std::system_error(errno, std::system_category(), "getrandom");
  std::string hex;
  for (const auto byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

bool consists_of(std::string_view characters, std::string_view text) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

}  // namespace

bool is_well_formed_id(std::string_view id) {
  return !id.empty() && id.size() <= longest_id && consists_of(id_characters, id);
}

bool is_well_formed_user_id(std::string_view id) { return id.size() == 32 && consists_of(hex_digits, id); }

UserId random_user_id() { return {random_hex()}; }

}  // namespace chat
