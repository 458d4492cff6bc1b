#include "adapters/postgres/pipeline.hpp"

#include "adapters/postgres/results.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <memory>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace adapters::postgres {
namespace {

struct Free {
  void operator()(PGnotify* notification) const { PQfreemem(notification); }
};

bool has_more_to_read(int descriptor) {
  pollfd asked{.fd = descriptor, .events = POLLIN, .revents = 0};
  return poll(&asked, 1, 0) > 0;
}

}  // namespace

Pipeline::Descriptor::Descriptor(int of) : value(fcntl(of, F_DUPFD_CLOEXEC, 0)) {
  if (value < 0) throw DatabaseError("no descriptor is left for the database");
}

Pipeline::Descriptor::~Descriptor() { close(value); }

Pipeline::Pipeline(kotori::EpollLoop& loop, Session session, PipelineOwner& owner)
    : loop_(loop), session_(std::move(session)), owner_(owner), descriptor_(PQsocket(session_.handle())) {
  auto* handle = session_.handle();
  if (PQsetnonblocking(handle, 1) != 0 || PQenterPipelineMode(handle) != 1) throw DatabaseError(why_lost());
  loop_.watch(descriptor_.value, *this);
}

void Pipeline::abandon() {
  const linger none{.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor_.value, SOL_SOCKET, SO_LINGER, &none, sizeof none);  // of no use on a Unix socket, and no harm
}

Pipeline::~Pipeline() { loop_.forget(descriptor_.value, *this); }

std::string Pipeline::why_lost() const { return first_line(PQerrorMessage(session_.handle())); }

bool Pipeline::send(const Statement& statement, const Parameters& parameters, Sent& sent) {
  auto* handle = session_.handle();
  const auto wire = parameters.wire();
  if (prepared_.insert(statement.name).second) {
    sent.prepared = statement.name;
    if (PQsendPrepare(handle, statement.name, statement.sql, parameters.size(), parameters.types().data()) != 1)
      return false;
  }
  // A Sync behind each statement makes it a transaction of its own. It sends, too, as far as the kernel takes it.
  if (PQsendQueryPrepared(handle, statement.name, parameters.size(), wire.values.data(), wire.lengths.data(),
                          wire.formats.data(), 0) != 1 ||
      PQpipelineSync(handle) != 1)
    return false;
  under_way_.push_back(&sent);
  watch_the_clock();
  return true;
}

void Pipeline::on_ready(kotori::Readiness /*readiness*/) {
  if (!read() || PQflush(session_.handle()) < 0) owner_.on_lost(why_lost());
}

// libpq may leave something with the kernel, which tells of each arrival once.
bool Pipeline::read() {
  do {
    if (PQconsumeInput(session_.handle()) != 1) {
      take_results();  // what came before the end, such as why
      return false;
    }
    tell_notifications();
    if (!take_results()) return false;
  } while (has_more_to_read(descriptor_.value));
  return true;
}

bool Pipeline::take_results() {
  auto* handle = session_.handle();
  // One null ends the results of a statement, the next one in a row says that nothing is there.
  for (bool was_null = false; PQisBusy(handle) == 0;) {
    auto* result = PQgetResult(handle);
    if (!result && std::exchange(was_null, true)) break;
    if (!result) continue;
    was_null = false;
    take(result);
  }
  return PQstatus(handle) == CONNECTION_OK;
}

void Pipeline::take(PGresult* result) {
  Rows rows{result};
  if (under_way_.empty()) return;
  auto& sent = *under_way_.front();
  switch (PQresultStatus(result)) {
    case PGRES_PIPELINE_SYNC:
      under_way_.pop_front();
      watch_the_clock();
      loop_.resume_soon(sent.waiting);
      return;
    case PGRES_PIPELINE_ABORTED: return;  // an answer before this one says why
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
      // The first is that it has been prepared.
      if (std::exchange(sent.prepared, {}).empty()) sent.answer.emplace(std::move(rows));
      return;
    default: break;
  }
  auto error = error_of(result, session_.handle());
  if (error.sqlstate.empty()) return;
  if (!sent.prepared.empty()) prepared_.erase(sent.prepared);
  sent.answer.emplace(std::unexpected(Failure{Failure::Kind::refused, error.what(), error.sqlstate}));
}

void Pipeline::tell_notifications() {
  while (auto* came = PQnotifies(session_.handle())) {
    const std::unique_ptr<PGnotify, Free> notification{came};
    owner_.on_notification(notification->relname, notification->extra);
  }
}

void Pipeline::watch_the_clock() {
  disarm();
  if (!under_way_.empty()) loop_.arm(*this, under_way_.front()->due - loop_.now());
}

void Pipeline::on_time() { owner_.on_lost("no answer in time"); }

}  // namespace adapters::postgres
