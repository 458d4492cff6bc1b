#include "adapters/log_postgres/appends.hpp"

#include "adapters/log_rows/fact_row.hpp"
#include "chat/protocol/from_client.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adapters::postgres {
namespace {

using chat::Conflict;
using chat::Intent;
using chat::Precondition;

constexpr std::array<std::pair<std::string_view, Conflict>, 11> conflicts{{
    {"already_used", Conflict::already_used},
    {"unknown_user", Conflict::unknown_user},
    {"name_taken", Conflict::name_taken},
    {"room_exists", Conflict::room_exists},
    {"unknown_room", Conflict::unknown_room},
    {"room_closed", Conflict::room_closed},
    {"not_a_member", Conflict::not_a_member},
    {"no_such_message", Conflict::no_such_message},
    {"not_yours", Conflict::not_yours},
    {"too_many", Conflict::too_many},
    {"never", Conflict::never},
}};

std::string_view word_for(Precondition precondition) {
  switch (precondition) {
    case Precondition::name_free: return "name_free";
    case Precondition::room_new: return "room_new";
    case Precondition::room_open: return "room_open";
    case Precondition::member: return "member";
    case Precondition::opener: return "opener";
    case Precondition::message_there: return "message_there";
    case Precondition::own_message: return "own_message";
    case Precondition::never: break;
  }
  return "never";
}

std::string words_for(const std::vector<Precondition>& only_if) {
  std::string words;
  for (const auto precondition : only_if) {
    if (!words.empty()) words += ',';
    words += word_for(precondition);
  }
  return words;
}

// What the run of texts in append_1 knows how to judge.
bool is_plain(const Intent& intent, std::string_view only_if) {
  const auto* text = std::get_if<chat::NewText>(&intent.what);
  return text && !text->reply_to &&
         (only_if.empty() || only_if == "room_open" || only_if == "member" || only_if == "room_open,member");
}

// What stands in the row, or for a new name becomes of the person.
std::string_view body_of(const chat::What& what) {
  return std::visit(
      [](const auto& each) -> std::string_view {
        if constexpr (requires { each.text; }) return each.text;
        if constexpr (requires { each.emoji; }) return each.emoji;
        if constexpr (requires { each.topic; }) return each.topic;
        if constexpr (requires { each.name; }) return each.name.shown;
        return {};
      },
      what);
}

std::string_view key_of(const chat::What& what) {
  if (const auto* renaming = std::get_if<chat::NewName>(&what)) return renaming->name.key;
  if (const auto* opening = std::get_if<chat::Open>(&what)) return opening->key;
  return {};
}

enum Column : int { place, outcome, seq, at, name, body, thread };

chat::protocol::Fact fact_in(const Rows& rows, std::size_t row, Intent& intent) {
  FactRow fact{.kind = kind_of(intent.what),
               .seq = rows.integer(row, seq),
               .at = rows.integer(row, at),
               .user = {intent.by.user, rows.text(row, name)},
               .body = take_body(intent.what),
               .message = {},
               .thread = rows.optional_integer(row, thread),
               .state = {}};
  if (const auto about = message_of(intent.what)) fact.message = number_of(*about);
  if (fact.kind == FactKind::renamed) fact.body = rows.text(row, body);
  return fact_of(std::move(fact), intent.room);
}

chat::Outcome outcome_in(const Rows& rows, std::size_t row, Intent& intent) {
  const auto word = rows.view(row, outcome);
  if (word == "stored") return chat::Stored{fact_in(rows, row, intent)};
  if (word == "duplicate") return chat::Duplicate{intent.room, seq_of(rows.integer(row, seq)), rows.integer(row, at)};
  if (word == "unchanged") return chat::Unchanged{};
  for (const auto& [name, conflict] : conflicts)
    if (word == name) return conflict;
  throw RowError("an outcome that this program does not know");
}

}  // namespace

const Statement append{"append_1", "SELECT * FROM append_1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"};

Parameters parameters_of(std::span<const Request* const> appends, const chat::Epoch& epoch) {
  using Texts = std::vector<std::string_view>;
  using Numbers = std::vector<std::optional<std::int64_t>>;
  std::vector<std::string> conditions;
  Texts rooms, users, devices, client_ids, only_if, bodies, keys;
  Numbers kinds, plain, messages;
  for (const auto* request : appends) conditions.push_back(words_for(std::get<Intent>(request->what).only_if));
  for (const auto* request : appends) {
    const auto& intent = std::get<Intent>(request->what);
    only_if.emplace_back(conditions[rooms.size()]);
    rooms.emplace_back(intent.room.value);
    users.emplace_back(intent.by.user.value);
    devices.emplace_back(intent.by.device.value);
    client_ids.emplace_back(intent.by.client_id.value);
    kinds.emplace_back(static_cast<std::int64_t>(kind_of(intent.what)));
    plain.emplace_back(is_plain(intent, only_if.back()) ? 1 : 0);
    bodies.emplace_back(body_of(intent.what));
    keys.emplace_back(key_of(intent.what));
    const auto message = message_of(intent.what);
    messages.emplace_back(message ? std::optional{number_of(*message)} : std::nullopt);
  }
  const Numbers limits{chat::protocol::most_rooms, chat::most_reactions, chat::most_users_named};
  Parameters parameters;
  parameters.add(epoch.value).add(limits).add(rooms).add(users).add(devices).add(client_ids);
  parameters.add(kinds).add(plain).add(only_if).add(bodies).add(keys).add(messages);
  return parameters;
}

void take_outcomes(const Rows& rows, std::span<Request* const> appends) {
  if (rows.size() != appends.size()) throw RowError("an answer that leaves some out");
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto index = static_cast<std::size_t>(rows.integer(row, place) - 1);
    if (index >= appends.size()) throw RowError("an answer to what was not asked");
    auto& request = *appends[index];
    request.outcome = outcome_in(rows, row, std::get<Intent>(request.what));
  }
}

}  // namespace adapters::postgres
