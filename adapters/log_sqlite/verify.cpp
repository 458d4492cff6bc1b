#include "adapters/log_sqlite/verify.hpp"

#include "adapters/log_sqlite/kept_tables.hpp"
#include "adapters/log_sqlite/schema.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace adapters {
namespace sqlite {
namespace {

using Texts = std::vector<std::string>;

Texts texts(Database& database, std::string_view sql) {
  Texts all;
  Statement query{database, sql};
  for (auto row = query.rows(); row.next();) all.push_back(row.text(0));
  return all;
}

void verify_file(Database& database, Findings& findings) {
  for (const auto& line : texts(database, "PRAGMA integrity_check"))
    if (line != "ok") findings.add("the file: {}", line);
  Database fresh{":memory:", Database::Role::writer};
  migrate(fresh);
  constexpr std::string_view objects = "SELECT type || ' ' || name FROM sqlite_schema ORDER BY 1";
  const auto there = texts(database, objects);
  for (const auto& object : texts(fresh, objects))
    if (!std::ranges::binary_search(there, object)) findings.add("the schema: the {} is missing", object);
}

Verdict verify(const std::filesystem::path& file, const std::function<void(const std::string&)>& tell) {
  TablesOfFile tables{file};
  Findings findings{tell};
  Verdict verdict;
  try {
    verify_file(tables.database(), findings);
    // There is no use in looking on in a broken one.
    if (findings.count() == 0) judge(tables, findings, verdict);
  } catch (const DatabaseError& failure) {
    findings.add("the file: {}", failure.what());
  }
  verdict.damages = findings.count();
  return verdict;
}

}  // namespace
}  // namespace sqlite

Verdict verify(const std::filesystem::path& database, const std::function<void(const std::string&)>& tell) {
  return sqlite::verify(database, tell);
}

}  // namespace adapters
