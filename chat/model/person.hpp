#pragma once
#include "chat/model/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace chat {

/// A person's name. Characters are counted as people count them: grapheme clusters of Unicode.
inline constexpr std::size_t longest_name_characters = 32;
inline constexpr std::size_t longest_name_bytes = 128;

/// Somebody, under the name they go by at the time.
struct Person {
  UserId id;
  std::string name;
  bool operator==(const Person&) const = default;
  static constexpr auto json = json::shape(json::field("id", &Person::id),
                                           json::field("name", &Person::name, json::at_most(longest_name_bytes)));
};

/// The how-manieth newcomer somebody was, counted from 0 and never reused. Newcomers are called `user0`, `user1`, ...
using VisitorNumber = std::uint64_t;

/// A person as the log knows them.
struct Visitor {
  Person person;
  VisitorNumber number = 0;
  bool operator==(const Visitor&) const = default;
};

}  // namespace chat
