#include "chat/service/heads.hpp"

#include "chat/service/rooms.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

namespace chat {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds at_least_every{5'000}, at_most_sooner{1'000};
constexpr std::size_t most_at_once = 1'000;

}  // namespace

void Heads::begin() {
  if (armed() || comparing_) return;
  const milliseconds sooner{random_() % static_cast<unsigned>(at_most_sooner.count())};
  rooms_.loop().arm(*this, at_least_every - sooner);
}

void Heads::on_time() {
  comparing_ = true;
  tasks_.spawn(compare());
}

// What the log cannot say now it is asked again next time.
kotori::Task<> Heads::compare() {
  const auto names = rooms_.names();
  for (std::size_t first = 0; first < names.size(); first += most_at_once) {
    const auto last = std::min(first + most_at_once, names.size());
    const std::vector<RoomName> some(names.begin() + static_cast<std::ptrdiff_t>(first),
                                     names.begin() + static_cast<std::ptrdiff_t>(last));
    const auto heads = co_await log_.heads(some);
    if (!heads) break;
    for (std::size_t i = 0; i < some.size(); ++i)
      if (auto* room = rooms_.find(some[i])) room->holes().reached(heads->at(i));
  }
  comparing_ = false;
  if (!rooms_.names().empty()) begin();
}

}  // namespace chat
