#pragma once
#include "adapters/sqlite/database.hpp"
#include "chat/protocol/facts.hpp"

#include <cstdint>
#include <string>

namespace adapters::sqlite {

enum class Direction : std::uint8_t { upwards, downwards };
enum class Of : std::uint8_t { room, thread };

/// The query for facts of a room with a seq above one and below another, upwards or downwards, as they are now. Its
/// places: the room's name, above, below, the limit; of a thread also its first message.
std::string page_query(Direction direction, Of of);

/// What one of its rows says.
chat::protocol::Fact fact_in(const Rows& row, const chat::RoomName& room);
std::size_t bytes_in(const Rows& row);

}  // namespace adapters::sqlite
