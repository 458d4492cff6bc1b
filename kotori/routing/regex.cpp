#include "kotori/routing/regex.hpp"

#include <array>
#include <re2/re2.h>
#include <stdexcept>

namespace kotori::inline v0::routing {
namespace {

re2::RE2::Options quiet() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return options;
}

}  // namespace

Regex::Regex(std::string_view text) : text_(text), compiled_(std::make_unique<re2::RE2>(text_, quiet())) {
  if (!compiled_->ok()) throw std::invalid_argument("the regular expression " + text_ + ": " + compiled_->error());
  if (static_cast<std::size_t>(compiled_->NumberOfCapturingGroups()) > most_groups)
    throw std::invalid_argument("the regular expression " + text_ + " has too many groups");
  for (const auto& [number, name] : compiled_->CapturingGroupNames()) {
    names_.push_back(name);
    numbers_.push_back(number);
  }
}

Regex::~Regex() = default;

bool Regex::matches(std::string_view text, std::span<std::string_view> groups) const {
  std::array<re2::StringPiece, most_groups + 1> found;
  const auto wanted = numbers_.empty() ? 0 : numbers_.back() + 1;
  if (!compiled_->Match(text, 0, text.size(), re2::RE2::ANCHOR_BOTH, found.data(), wanted)) return false;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto& group = found.at(static_cast<std::size_t>(numbers_.at(i)));
    groups[i] = {group.data(), group.size()};
  }
  return true;
}

}  // namespace kotori::inline v0::routing
