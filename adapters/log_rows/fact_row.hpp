#pragma once
#include "adapters/log_rows/fact_kind.hpp"
#include "chat/model/intent.hpp"
#include "chat/model/message_state.hpp"
#include "chat/protocol/facts.hpp"
#include "kotori/base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// What logs have in common that keep facts as rows of tables.
namespace adapters {

/// A page ends early when its texts are this large: it goes out in one piece, and JSON may write a byte as six.
inline constexpr std::size_t largest_page_bytes = 128 * 1024;

/// What is stored is not what this program knows how to read.
struct RowError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

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

/// The fact as it is told. Throws RowError.
chat::protocol::Fact fact_of(FactRow row, chat::RoomName room);

/// What an intent becomes.
FactKind kind_of(const chat::What& what);
/// Which message it is about, or replies to.
std::optional<chat::Seq> message_of(const chat::What& what);
/// What its row says in `body`, taken out of the intent; of a new name nothing.
std::string take_body(chat::What& what);

/// Seqs come from clients; those of databases are signed.
std::int64_t number_of(chat::Seq seq);
inline chat::Seq seq_of(std::int64_t number) { return {static_cast<std::uint64_t>(number)}; }

/// The column states.reactions. Throws RowError.
std::vector<chat::Reaction> reactions_of(std::string_view text);
std::string text_of(const std::vector<chat::Reaction>& reactions);

}  // namespace adapters
