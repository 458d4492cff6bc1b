#include "adapters/sessions_sqlite/every_session.hpp"

#include "adapters/sessions_sqlite/table.hpp"

namespace adapters {

std::int64_t every_session(const std::filesystem::path& file,
                           const std::function<void(const std::string&, const kotori::sessions::Record&)>& tell) {
  if (!std::filesystem::exists(file)) return 0;
  auto database = sqlite::open_sessions(file);
  std::int64_t count = 0;
  sqlite::Statement all{database, "SELECT id, value, user, begun, used, expires FROM sessions ORDER BY id"};
  for (auto rows = all.rows(); rows.next(); ++count)
    tell(rows.text(0), {.value = rows.text(1),
                        .user = rows.text(2),
                        .begun = rows.integer(3),
                        .used = rows.integer(4),
                        .expires = rows.integer(5)});
  return count;
}

}  // namespace adapters
