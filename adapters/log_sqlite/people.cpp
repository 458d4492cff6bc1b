#include "adapters/log_sqlite/people.hpp"

namespace adapters::sqlite {

People::People(Database& database)
    : find_(database, "SELECT number, name FROM people WHERE id = ?"),
      holder_(database, "SELECT number FROM people WHERE name_key = ?"),
      next_number_(database, "UPDATE log SET newcomers = newcomers + 1 RETURNING newcomers - 1"),
      add_(database, "INSERT INTO people (number, id, name, name_key) VALUES (?, ?, ?, ?)"),
      rename_(database, "UPDATE people SET name = ?, name_key = ? WHERE number = ?") {}

KnownPerson* People::find(const chat::UserId& id) {
  if (const auto met = met_.find(id.value); met != met_.end()) return &met->second;
  auto rows = find_.rows(id.value);
  if (!rows.next()) return nullptr;
  return &met_.try_emplace(id.value, KnownPerson{rows.integer(0), rows.text(1)}).first->second;
}

KnownPerson& People::admit(const chat::UserId& id) {
  std::int64_t number = 0;
  for (auto rows = next_number_.rows(); rows.next();) number = rows.integer(0);
  auto name = chat::newcomer_name(static_cast<chat::VisitorNumber>(number));
  add_.run(number, id.value, name.shown, name.key);
  return met_.try_emplace(id.value, KnownPerson{number, std::move(name.shown)}).first->second;
}

bool People::is_free(const chat::Name& name, const KnownPerson& person) {
  return holder_.number(name.key).value_or(person.number) == person.number;
}

void People::rename(KnownPerson& person, const chat::Name& name) {
  rename_.run(name.shown, name.key, person.number);
  person.name = name.shown;
}

}  // namespace adapters::sqlite
