#include "chat/ports/bus.hpp"

namespace chat {

Topic topic_of(const News& news) {
  return std::visit(
      [](const auto& each) -> Topic {
        if constexpr (requires { each.room; }) {
          return each.room;
        } else {
          return each.visitor;
        }
      },
      news);
}

// FNV-1a: nodes of different builds must agree.
std::uint32_t sign_of(const RoomName& room) {
  std::uint32_t sign = 2'166'136'261;
  for (const char byte : room.value) sign = (sign ^ static_cast<unsigned char>(byte)) * 16'777'619;
  return sign;
}

}  // namespace chat
