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

}  // namespace chat
