#include "adapters/sessions_postgres/arriving_sessions.hpp"

#include "adapters/sessions_postgres/table.hpp"

namespace adapters {

ArrivingSessions::ArrivingSessions(postgres::Session& within) {
  postgres::make_session_tables(within);
  within.run("DELETE FROM sessions");
  copy_.emplace(within, R"(sessions (id, value, "user", begun, used, expires))");
}

void ArrivingSessions::add(const std::string& id, const kotori::sessions::Record& record) {
  copy_->row(id, record.value, record.user, record.begun, record.used, record.expires);
}

}  // namespace adapters
