#include "adapters/log_rows/fact_row.hpp"

#include "kotori/base/match.hpp"
#include "kotori/json/read.hpp"
#include "kotori/json/write.hpp"

#include <limits>
#include <utility>

namespace adapters {
namespace {

std::optional<chat::Seq> optional_seq(std::optional<std::int64_t> number) {
  if (!number) return {};
  return seq_of(*number);
}

}  // namespace

chat::protocol::Fact fact_of(FactRow row, chat::RoomName room) {
  using namespace chat::protocol;
  const auto seq = adapters::seq_of(row.seq), message = adapters::seq_of(row.message.value_or(0));
  const auto at = row.at;
  auto& user = row.user;
  auto& body = row.body;
  switch (row.kind) {
    case FactKind::said: {
      Said said{std::move(room), seq, at, std::move(user), std::move(body), {}, {}, {}};
      said.reply_to = optional_seq(row.message);
      said.thread = optional_seq(row.thread);
      if (row.state != chat::MessageState{}) said.state = std::move(row.state);
      return said;
    }
    case FactKind::renamed: return Renamed{std::move(room), seq, at, std::move(user), std::move(body)};
    case FactKind::edited: return Edited{std::move(room), seq, at, std::move(user), message, std::move(body)};
    case FactKind::deleted: return Deleted{std::move(room), seq, at, std::move(user), message};
    case FactKind::reacted: return Reacted{std::move(room), seq, at, std::move(user), message, std::move(body)};
    case FactKind::unreacted: return Unreacted{std::move(room), seq, at, std::move(user), message, std::move(body)};
    case FactKind::pinned: return Pinned{std::move(room), seq, at, std::move(user), message};
    case FactKind::unpinned: return Unpinned{std::move(room), seq, at, std::move(user), message};
    case FactKind::joined: return Joined{std::move(room), seq, at, std::move(user)};
    case FactKind::left: return Left{std::move(room), seq, at, std::move(user)};
    case FactKind::opened: return Opened{std::move(room), seq, at, std::move(user), std::move(body)};
    case FactKind::topic_set: return TopicSet{std::move(room), seq, at, std::move(user), std::move(body)};
    case FactKind::closed: return Closed{std::move(room), seq, at, std::move(user)};
  }
  throw RowError("a fact of a kind that this program does not know");
}

FactKind kind_of(const chat::What& what) {
  return kotori::match(
      what, [](const chat::NewText&) { return FactKind::said; }, [](const chat::NewName&) { return FactKind::renamed; },
      [](const chat::Edit&) { return FactKind::edited; }, [](const chat::Delete&) { return FactKind::deleted; },
      [](const chat::React&) { return FactKind::reacted; }, [](const chat::Unreact&) { return FactKind::unreacted; },
      [](const chat::Pin&) { return FactKind::pinned; }, [](const chat::Unpin&) { return FactKind::unpinned; },
      [](const chat::Join&) { return FactKind::joined; }, [](const chat::Leave&) { return FactKind::left; },
      [](const chat::Open&) { return FactKind::opened; }, [](const chat::SetTopic&) { return FactKind::topic_set; },
      [](const chat::Close&) { return FactKind::closed; });
}

std::optional<chat::Seq> message_of(const chat::What& what) {
  return std::visit(
      [](const auto& each) -> std::optional<chat::Seq> {
        if constexpr (requires { each.reply_to; }) return each.reply_to;
        if constexpr (requires { each.message; }) return each.message;
        return {};
      },
      what);
}

std::string take_body(chat::What& what) {
  return std::visit(
      [](auto& each) -> std::string {
        if constexpr (requires { each.text; }) return std::move(each.text);
        if constexpr (requires { each.emoji; }) return std::move(each.emoji);
        if constexpr (requires { each.topic; }) return std::move(each.topic);
        return {};
      },
      what);
}

std::int64_t number_of(chat::Seq seq) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  return seq.value > static_cast<std::uint64_t>(most) ? most : static_cast<std::int64_t>(seq.value);
}

std::vector<chat::Reaction> reactions_of(std::string_view text) {
  if (text.empty()) return {};
  auto reactions = kotori::json::read<std::vector<chat::Reaction>>(text);
  if (!reactions) throw RowError("reactions that cannot be read: " + reactions.error().message);
  return *std::move(reactions);
}

std::string text_of(const std::vector<chat::Reaction>& reactions) {
  return reactions.empty() ? std::string{} : kotori::json::write(reactions);
}

}  // namespace adapters
