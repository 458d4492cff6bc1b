#pragma once
#include <cstdint>
#include <fmt/format.h>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace adapters {

inline constexpr std::uint64_t most_told = 1'000;

/// What is wrong with a database, told line by line.
class Findings {
 public:
  explicit Findings(std::function<void(const std::string&)> tell) : tell_(std::move(tell)) {}
  Findings(const Findings&) = delete;
  Findings& operator=(const Findings&) = delete;

  template <class... Values> void add(fmt::format_string<Values...> form, Values&&... values) {
    if (++count_ <= most_told) tell_(fmt::format(form, std::forward<Values>(values)...));
  }
  std::uint64_t count() const { return count_; }

 private:
  std::function<void(const std::string&)> tell_;
  std::uint64_t count_ = 0;
};

/// A text of the database in quotes, with nothing in it that a terminal would act on.
std::string quoted(std::string_view text);

}  // namespace adapters
