#include "apps/kotori/bench/arrival.hpp"

#include <fmt/format.h>

namespace bench {
namespace {

bool speaks_of(std::string_view payload, std::string_view type, std::string_view room) {
  return payload.starts_with(fmt::format(R"({{"type":"{}","room":"{}")", type, room));
}

}  // namespace

void Arrival::begin(Crowd& crowd) {
  crowd_ = &crowd;
  for (std::uint32_t number = 0; number < crowd.size(); ++number) {
    if (!options_.greeting) {
      arrive(number);
      continue;
    }
    crowd[number].say(options_.greeting->fill({.id = fmt::format("g{}", number), .connection = number}));
    stages_[number] = Stage::greeted;
  }
}

void Arrival::hear(Visitor& visitor, std::string_view payload) {
  const auto number = visitor.number();
  auto& stage = stages_[number];
  if (stage == Stage::outside) return;  // some servers speak first
  if (!is_of_the_chat(options_.work)) return arrive(number);
  if (stage == Stage::greeted) {
    if (!payload.starts_with(R"({"type":"welcome")")) return;
    stage = Stage::answered;
    enter_room(number);
  } else if (stage == Stage::waiting && speaks_of(payload, "caught_up", options_.rooms.of(number))) {
    arrive(number);
  }
}

void Arrival::enter_room(std::uint32_t number) {
  const auto& rooms = options_.rooms;
  const bool opens = rooms.opens(number);
  if (rooms.are_opened() && !opens && stages_[rooms.opener_of(number)] != Stage::there) return;
  stages_[number] = Stage::waiting;
  if (rooms.are_opened())
    (*crowd_)[number].say(fmt::format(R"({{"type":"{}","id":"r","room":"{}","client_id":"r"}})",
                                      opens ? "open" : "join", rooms.of(number)));
}

void Arrival::arrive(std::uint32_t number) {
  stages_[number] = Stage::there;
  ++count_;
  if (!options_.rooms.opens(number)) return;
  for (std::size_t other = number; other < stages_.size(); other += options_.rooms.names().size())
    if (stages_[other] == Stage::answered) enter_room(static_cast<std::uint32_t>(other));
}

}  // namespace bench
