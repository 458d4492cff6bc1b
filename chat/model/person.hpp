#pragma once
#include "chat/model/ids.hpp"

#include <cstdint>
#include <string>

namespace chat {

/// Somebody, under the name they go by at the time.
struct Person {
  UserId id;
  std::string name;
  bool operator==(const Person&) const = default;
  static constexpr auto json = json::shape(json::field("id", &Person::id), json::field("name", &Person::name));
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
