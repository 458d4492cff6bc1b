#include "adapters/postgres/results.hpp"

#include <libpq-fe.h>

namespace adapters::postgres {

std::string first_line(std::string_view message) { return std::string{message.substr(0, message.find('\n'))}; }

DatabaseError error_of(const PGresult* result, const PGconn* connection) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  // Without a state it is libpq that speaks, or a server that says goodbye.
  if (!state || !words || PQstatus(connection) != CONNECTION_OK)
    return DatabaseError{first_line(words ? words : PQerrorMessage(connection))};
  return DatabaseError{words, state};
}

}  // namespace adapters::postgres
