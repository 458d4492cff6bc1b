#pragma once
#include "adapters/log_sqlite/fact_kind.hpp"
#include "chat/model/intent.hpp"
#include "chat/model/message_state.hpp"
#include "chat/protocol/facts.hpp"
#include "kotori/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::sqlite {

/// A row of facts, with what has become of it since.
struct FactRow {
  FactKind kind = FactKind::said;
  std::int64_t seq = 0;
  kotori::UnixMillis at = 0;
  chat::Person user;
  std::string body;
  std::optional<std::int64_t> message, thread;
  chat::MessageState state;
};

/// The fact as it is told.
chat::protocol::Fact fact_of(FactRow row, chat::RoomName room);

/// What an intent becomes.
FactKind kind_of(const chat::What& what);
/// Which message it is about, or replies to.
std::optional<chat::Seq> message_of(const chat::What& what);
/// What its row says in `body`, taken out of the intent; of a new name nothing.
std::string take_body(chat::What& what);

/// Seqs come from clients; SQLite's integers are signed.
std::int64_t number_of(chat::Seq seq);
inline chat::Seq seq_of(std::int64_t number) { return {static_cast<std::uint64_t>(number)}; }

/// The column states.reactions.
std::vector<chat::Reaction> reactions_of(std::string_view text);
std::string text_of(const std::vector<chat::Reaction>& reactions);

}  // namespace adapters::sqlite
