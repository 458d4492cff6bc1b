#pragma once
#include "kotori/routing/node.hpp"
#include "kotori/routing/pattern.hpp"
#include "kotori/routing/segment.hpp"

#include <cstddef>
#include <string_view>

namespace kotori::inline v0::routing {

/// One search of the tree for what answers a path: from the left, the better of two ways first, back where one leads
/// nowhere. A node is for one segment, so none is met twice, and no path costs more than the tree has nodes.
class Walk {
 public:
  /// The path is sound. Both outlive the walk.
  Walk(const Sought& sought, std::string_view path) : sought_(sought), captures_(path), nearest_(path) { path_ = path; }

  /// What is found, or the nearest miss.
  Choice from(const Node& root);
  /// Where that stands.
  const Place* place() const { return place_; }
  http::PathParameters parameters() const { return nearest_.named(best_.route->pattern.names()); }
  /// How many nodes were met; for those who count.
  std::size_t steps() const { return steps_; }

 private:
  bool follow(const Node& node, std::string_view rest, bool one_more);
  bool try_place(const Place& place);

  const Sought& sought_;
  std::string_view path_;
  Captures captures_;
  Choice best_;
  const Place* place_ = nullptr;
  Captures nearest_;
  std::size_t steps_ = 0;
};

}  // namespace kotori::inline v0::routing
