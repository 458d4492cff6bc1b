#pragma once
#include "kotori/routing/place.hpp"
#include "kotori/routing/segment.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0::routing {

struct Node;

/// The constants that may come next, found by what a path says, escapes and all, in a time that does not grow with
/// their number.
class Constants {
 public:
  Node& insert(const std::string& text);
  const Node* find(std::string_view raw) const;
  /// In the order of their letters.
  std::vector<std::pair<std::string_view, const Node*>> all() const;

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::string text;
    std::unique_ptr<Node> node;
  };
  void grow();
  std::size_t place_of(std::uint64_t hash, std::string_view text) const;

  std::vector<Slot> slots_;  // a power of two, at most half of them full
  std::size_t size_ = 0;
};

/// A table that is mounted, as far as its features are concerned.
struct Scope {
  Conditions conditions;
  std::size_t first = 0;  ///< of its features, among all
  std::size_t count = 0;
};

/// Where one may be in the tree of all patterns, once a part of a path has been followed.
struct Node {
  struct Branch {
    Segment segment;
    std::unique_ptr<Node> node;
  };
  struct Tail {
    Segment segment;
    Place place;
  };

  Place place;  ///< for paths that end here
  Constants constants;
  std::vector<Branch> branches;  ///< other than constants; those that win come first
  std::vector<Tail> tails;       ///< the same
  std::vector<Scope> scopes;     ///< of the tables that begin here
  bool scopes_below = false;

  /// The node behind a segment that is no tail.
  Node& insert(const Segment& segment);
  Place& insert_tail(const Segment& segment);
};

}  // namespace kotori::inline v0::routing
