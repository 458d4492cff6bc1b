#pragma once
#include "adapters/postgres/session.hpp"
#include "chat/model/ids.hpp"

namespace adapters::postgres {

/// Says on a new connection how the log's statements are to be planned, and looks which log this is. A server is told
/// apart by its system identifier and its timeline, which a promotion and a recovery to an earlier time change, and by
/// the number that it gave the table, which is another one when a dump was read in or the database was copied: what the
/// log says may then not be what clients know. Whoever sees that first gives the log a new epoch; who may not write
/// throws. Throws DatabaseError.
chat::Epoch epoch_of(Session& session, Wanted wanted);

/// The log that is here has this epoch from now on, which somebody else began.
void carry_on(Session& session, const chat::Epoch& epoch);

}  // namespace adapters::postgres
