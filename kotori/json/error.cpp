#include "kotori/json/error.hpp"

#include <fmt/format.h>
#include <utility>

namespace kotori::inline v0::json {
namespace {

constexpr std::size_t longest_name = 48;

/// Cut between characters, never within one.
std::string shortened(std::string_view name) {
  if (name.size() <= longest_name) return std::string(name);
  std::size_t end = longest_name;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return std::string(name.substr(0, end)) + "…";
}

Error behind(std::string step, Error error) {
  const bool joined = error.path.empty() || error.path.front() == '[';
  error.path = std::move(step) + (joined ? "" : ".") + error.path;
  return error;
}

}  // namespace

Error misfit(std::string predicate) { return {ErrorCode::misfit, std::move(predicate), {}}; }

Error not_between(std::int64_t least, std::int64_t most) {
  return misfit(fmt::format("must be from {} to {}", least, most));
}

Error not_between(double least, double most) { return misfit(fmt::format("must be from {} to {}", least, most)); }

Error inside(std::string_view name, Error error) { return behind(shortened(name), std::move(error)); }

Error inside(std::size_t index, Error error) { return behind("[" + std::to_string(index) + "]", std::move(error)); }

Error as_sentence(Error error) {
  error.message = (error.path.empty() ? "the value" : error.path) + " " + error.message;
  return error;
}

}  // namespace kotori::inline v0::json
