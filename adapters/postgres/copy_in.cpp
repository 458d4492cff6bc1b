#include "adapters/postgres/copy_in.hpp"

#include "adapters/postgres/results.hpp"

#include <charconv>
#include <libpq-fe.h>
#include <memory>
#include <type_traits>

namespace adapters::postgres {
namespace {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

constexpr std::size_t at_once = std::size_t{64} * 1024;
constexpr std::string_view signature{
    "PGCOPY\n\377\r\n\0"
    "\0\0\0\0"   // flags
    "\0\0\0\0",  // nothing else before the rows
    19};

}  // namespace

CopyIn::CopyIn(Session& session, const std::string& into) : session_(session), bytes_(signature) {
  const Result begun{PQexec(session.handle(), ("COPY " + into + " FROM STDIN WITH (FORMAT binary)").c_str())};
  if (PQresultStatus(begun.get()) != PGRES_COPY_IN) throw error_of(begun.get(), session.handle());
}

// In the byte order of the network.
template <class Number> void CopyIn::put_bytes(Number number) {
  const auto bits = static_cast<std::make_unsigned_t<Number>>(number);
  for (int shift = 8 * (static_cast<int>(sizeof bits) - 1); shift >= 0; shift -= 8)
    bytes_ += static_cast<char>(bits >> static_cast<unsigned>(shift));
}
template void CopyIn::put_bytes(std::int16_t number);

void CopyIn::put_size(std::size_t size) { put_bytes(static_cast<std::int32_t>(size)); }

void CopyIn::put(bool truth) {
  put_size(1);
  bytes_ += truth ? '\1' : '\0';
}

void CopyIn::put(std::int16_t number) {
  put_size(sizeof number);
  put_bytes(number);
}

void CopyIn::put(std::int64_t number) {
  put_size(sizeof number);
  put_bytes(number);
}

void CopyIn::put(std::optional<std::int64_t> number) {
  if (number) return put(*number);
  put_bytes(std::int32_t{-1});
}

void CopyIn::put(std::string_view text) {
  put_size(text.size());
  bytes_ += text;
}

// jsonb_recv: a version before the text.
void CopyIn::put(JsonText json) {
  put_size(json.text.size() + 1);
  bytes_ += '\1';
  bytes_ += json.text;
}

void CopyIn::end_row() {
  if (bytes_.size() >= at_once) send();
}

void CopyIn::send() {
  if (PQputCopyData(session_.handle(), bytes_.data(), static_cast<int>(bytes_.size())) != 1)
    throw DatabaseError(first_line(PQerrorMessage(session_.handle())));
  bytes_.clear();
}

std::int64_t CopyIn::finish() {
  put_bytes(std::int16_t{-1});
  send();
  if (PQputCopyEnd(session_.handle(), nullptr) != 1) throw DatabaseError(first_line(PQerrorMessage(session_.handle())));
  const Result done{PQgetResult(session_.handle())};
  if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) throw error_of(done.get(), session_.handle());
  while (PGresult* more = PQgetResult(session_.handle())) PQclear(more);
  const std::string_view count{PQcmdTuples(done.get())};
  std::int64_t rows = 0;
  std::from_chars(count.data(), count.data() + count.size(), rows);
  return rows;
}

}  // namespace adapters::postgres
