#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/person.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chat {

/// Who is in a room: by connections to this node, and to others, as those say. A person counts once, wherever they are
/// connected.
class Presence {
 public:
  /// A connection to this node came; whether the person was nowhere before.
  bool arrive(const Visitor& visitor);
  /// It went; the person, if they are nowhere now.
  std::optional<Person> leave(const UserId& user);

  struct Moved {
    std::vector<Person> came, gone;
    bool operator==(const Moved&) const = default;
  };
  /// Another node says who is connected to it, in place of what it said before: how many, and some of them by name. Who
  /// goes by another name has gone and come.
  Moved elsewhere(const std::string& node, std::uint32_t count, const std::vector<Person>& named);

  /// How many people there are, with those whom other nodes only count, and some of them, in the order of their ids.
  std::size_t count() const { return people_.size() + unnamed_; }
  std::vector<Person> here(std::size_t most) const;
  /// The same of those who are connected to this node.
  std::size_t connected_count() const { return connected_; }
  std::vector<Person> connected(std::size_t most) const;

  /// Null when this person is not connected to this node.
  const Visitor* find(const UserId& user) const;
  /// Somebody goes by another name.
  void rename(const Person& person);

 private:
  struct Present {
    Visitor visitor;  // without a number, of whom only other nodes know
    std::size_t connections = 0;
    std::size_t nodes = 0;  // that name them
  };
  struct Elsewhere {
    std::size_t unnamed = 0;
    std::vector<UserId> named;
  };

  std::map<UserId, Present> people_;
  std::size_t connected_ = 0;
  std::map<std::string, Elsewhere> elsewhere_;
  std::size_t unnamed_ = 0;
};

}  // namespace chat
