#pragma once
#include "adapters/postgres/session.hpp"
#include "chat/model/ids.hpp"

namespace adapters::postgres {

/// Says on a new connection how the log's statements are to be planned, and looks which log this is. A server is told
/// apart by its system identifier and its timeline, which a promotion and a recovery to an earlier time change: what
/// the log says may then not be what clients know. Whoever sees that first gives the log a new epoch; who may not write
/// throws. Throws DatabaseError.
chat::Epoch epoch_of(Session& session, Wanted wanted);

}  // namespace adapters::postgres
