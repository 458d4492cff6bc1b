#pragma once
#include "apps/kotori/bench/crowd.hpp"
#include "apps/kotori/bench/options.hpp"
#include "apps/kotori/bench/visitor.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bench {

/// From the handshake to where one hears what is said: each says its greeting and hears an answer. In the chat it then
/// opens its room or joins it, and is there when the server says that it is caught up.
class Arrival {
 public:
  explicit Arrival(const Options& options) : options_(options), stages_(options.connections, Stage::outside) {}

  /// Each says its greeting; who has none is there.
  void begin(Crowd& crowd);
  bool has_arrived(std::uint32_t number) const { return stages_[number] == Stage::there; }
  /// What was said to somebody who has not.
  void hear(Visitor& visitor, std::string_view payload);
  std::size_t count() const { return count_; }

 private:
  enum class Stage : std::uint8_t { outside, greeted, answered, waiting, there };

  void enter_room(std::uint32_t number);
  void arrive(std::uint32_t number);

  const Options& options_;
  Crowd* crowd_ = nullptr;
  std::vector<Stage> stages_;
  std::size_t count_ = 0;
};

}  // namespace bench
