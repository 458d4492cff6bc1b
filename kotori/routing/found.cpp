#include "kotori/routing/found.hpp"

#include <algorithm>

namespace kotori::inline v0::routing {

void FeatureLists::add(Next::Features features) {
  if (features.empty()) return;
  // They come in the order in which the path meets them, which need not be that of the tables.
  const auto behind = [&](const Next::Features& other) { return other.data() > features.data(); };
  if (many_.empty() && size_ < few_.size()) {
    auto* const place = std::find_if(few_.begin(), few_.begin() + size_, behind);
    std::copy_backward(place, few_.begin() + size_, few_.begin() + size_ + 1);
    *place = features;
    ++size_;
    return;
  }
  if (many_.empty()) many_.assign(few_.begin(), few_.end());
  many_.insert(std::ranges::find_if(many_, behind), features);
}

}  // namespace kotori::inline v0::routing
