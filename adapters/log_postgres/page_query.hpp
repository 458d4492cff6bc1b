#pragma once
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/rows.hpp"
#include "chat/model/ids.hpp"
#include "chat/protocol/facts.hpp"

#include <cstddef>

namespace adapters::postgres {

/// Facts of a room ($1) above a seq ($2) and below one ($3), in the direction asked for, at most so many ($4), and no
/// more behind the first whose texts fill so many bytes ($5) but one, which says that there are more; of a thread, $6.
/// One walk along an index.
const Statement& page_query(bool upwards, bool of_a_thread);

chat::protocol::Fact fact_in(const Rows& rows, std::size_t row, const chat::RoomName& room);
std::size_t bytes_in(const Rows& rows, std::size_t row);

}  // namespace adapters::postgres
