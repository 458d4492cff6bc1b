#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace kotori::inline v0::routing {

/// A regular expression in the syntax of RE2: `[0-9]+`, `(?P<year>\d{4})-(?P<month>\d\d)`. However it is written, the
/// time it takes grows with the text alone. Any thread.
class Regex {
 public:
  /// How many groups one may have, named or not.
  static constexpr std::size_t most_groups = 16;

  /// Throws std::invalid_argument, with what is wrong with it.
  explicit Regex(std::string_view text);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  const std::string& text() const { return text_; }
  /// Of its named groups, in the order they stand there.
  std::span<const std::string> names() const { return names_; }

  /// Whether it is for the whole of this text. If so, `groups`, one a name, become parts of it; without data where a
  /// group had no part in it.
  bool matches(std::string_view text, std::span<std::string_view> groups) const;

 private:
  std::string text_;
  std::unique_ptr<const re2::RE2> compiled_;
  std::vector<std::string> names_;
  std::vector<int> numbers_;  // of the groups with these names
};

}  // namespace kotori::inline v0::routing
