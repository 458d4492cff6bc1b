#pragma once
#include "chat/ports/log_contract_appending.hpp"
#include "chat/ports/log_contract_messages.hpp"
#include "chat/ports/log_contract_reading.hpp"
#include "chat/ports/log_contract_rooms.hpp"

/// What every Log must keep, as tests. An adapter runs them with INSTANTIATE_TYPED_TEST_SUITE_P(Its, LogAppending,
/// Bench), and likewise LogMessages, LogReading and LogRooms, where Bench has: `Log& log()` on an empty store;
/// `T run(Task<T>)`, which runs a task on a loop to its end; and `void reopen()`, which ends the log and opens what it
/// has left.
namespace chat::contract {}
