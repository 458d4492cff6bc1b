#pragma once
#include "chat/model/intent.hpp"
#include "chat/ports/log.hpp"
#include "chat/protocol/refusal.hpp"

namespace chat {

/// What a person is told when the log has not kept what they wanted.
protocol::Refusal refusal_of(Conflict conflict, const What& what);
protocol::Refusal refusal_of(const Unavailable& why);

}  // namespace chat
