#include "adapters/postgres/connection.hpp"

#include "kotori/base/log.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <utility>

namespace adapters::postgres {
namespace {
using namespace std::chrono_literals;

constexpr kotori::Duration shortest_pause = 50ms, longest_pause = 2s;
// The server gives a statement up first, if it still can.
constexpr kotori::Duration for_the_way = 1s;

}  // namespace

/// What a job on the worker and the connection have in common: who of them ends first says so here.
struct Connection::Attempt {
  std::mutex mutex;
  kotori::Loop* home = nullptr;  // null: nobody waits for it any more
  Connection* owner = nullptr;   // of the home loop only
};

/// Somebody who waits for a connection, in their frame.
struct Connection::Reaching final : kotori::Timer {
  Reaching(Connection& of, kotori::Duration for_so_long) : connection(of), at_most(for_so_long) {}
  ~Reaching() { std::erase(connection.reaching_, this); }
  Reaching(const Reaching&) = delete;
  Reaching& operator=(const Reaching&) = delete;

  bool await_ready() const { return connection.pipeline_ != nullptr; }
  void await_suspend(std::coroutine_handle<> by) {
    caller = by;
    connection.reaching_.push_back(this);
    connection.loop_.arm(*this, at_most);
  }
  void await_resume() {}

  void wake() {
    disarm();
    std::erase(connection.reaching_, this);
    connection.loop_.resume_soon(caller);
  }
  void on_time() override { wake(); }

  Connection& connection;
  kotori::Duration at_most;
  std::coroutine_handle<> caller;
};

Connection::Connection(kotori::EpollLoop& loop, kotori::Worker& worker, ConnectionOptions options)
    : loop_(loop), worker_(worker), options_(std::move(options)) {
  connect();
}

Connection::~Connection() {
  if (!attempt_) return;
  const std::lock_guard lock{attempt_->mutex};
  attempt_->home = nullptr;
  attempt_->owner = nullptr;
}

void Connection::connect() {
  attempt_ = std::make_shared<Attempt>();
  attempt_->home = &loop_;
  attempt_->owner = this;
  worker_.post([attempt = attempt_, settings = options_.settings, greet = options_.greet, lost = lost_] {
    std::unique_ptr<Session> session;
    std::string why_not;
    try {
      session = std::make_unique<Session>(settings);
      if (lost) session->end(*lost);
      if (greet) greet(*session);
    } catch (const std::exception& failure) {
      session.reset();
      why_not = failure.what();
    }
    const std::lock_guard lock{attempt->mutex};
    if (!attempt->home) return;
    attempt->home->post([attempt, made = std::move(session), why = std::move(why_not)]() mutable {
      if (attempt->owner) attempt->owner->connected(std::move(made), why);
    });
  });
}

void Connection::connected(std::unique_ptr<Session> session, const std::string& why_not) {
  attempt_.reset();
  if (!session) return try_later(why_not);
  lost_ = session->backend();
  try {
    PipelineOwner& owner = *this;
    pipeline_ = std::make_unique<Pipeline>(loop_, std::move(*session), owner);
  } catch (const std::exception& failure) {
    return try_later(failure.what());
  }
  pause_ = {};
  if (std::exchange(failing_, false)) kotori::log::info("database reached again", {{"as", options_.settings.name}});
  change(true);
  while (!reaching_.empty()) reaching_.front()->wake();
}

// Each pause is twice the one before, and between half of it and all of it: nodes that lost the same server do not come
// back in step.
void Connection::try_later(const std::string& why) {
  if (!std::exchange(failing_, true))
    kotori::log::error("database out of reach", {{"as", options_.settings.name}, {"why", why}});
  pause_ = std::clamp(pause_ * 2, shortest_pause, longest_pause);
  std::uniform_int_distribution<kotori::Duration::rep> part{pause_.count() / 2, pause_.count()};
  loop_.arm(*this, kotori::Duration{part(random_)});
}

kotori::Task<Answer> Connection::query(const Statement& statement, Parameters parameters) {
  using Kind = Failure::Kind;
  struct Awaiter {
    Sent& sent;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> caller) { sent.waiting = caller; }
    void await_resume() {}
  };
  if (!pipeline_) co_return std::unexpected(Failure{Kind::unsent, "the database is out of reach", {}});
  if (pipeline_->under_way().size() >= options_.most_under_way)
    co_return std::unexpected(Failure{Kind::unsent, "too much waits for the database", {}});
  const auto limit = options_.settings.for_statement;
  Sent sent{.answer = {}, .waiting = {}, .due = loop_.now() + (limit > limit.zero() ? limit + for_the_way : 24h)};
  if (!pipeline_->send(statement, parameters, sent)) {
    const auto why = pipeline_->why_lost();
    on_lost(why);
    co_return std::unexpected(Failure{Kind::lost, why, {}});
  }
  co_await Awaiter{sent};
  co_return *std::move(sent.answer);
}

kotori::Task<bool> Connection::reached_within(kotori::Duration at_most) {
  Reaching reaching{*this, at_most};
  co_await reaching;
  co_return pipeline_ != nullptr;
}

void Connection::renew(const std::string& why) {
  if (pipeline_) on_lost(why);
}

void Connection::on_lost(const std::string& why) {
  const auto lost = std::exchange(pipeline_, nullptr);
  lost->abandon();
  for (auto* sent : lost->under_way()) {
    sent->answer.emplace(std::unexpected(Failure{Failure::Kind::lost, why, {}}));
    loop_.resume_soon(sent->waiting);
  }
  kotori::log::warning("database connection lost", {{"as", options_.settings.name}, {"why", why}});
  change(false);
  connect();
}

void Connection::on_notification(std::string_view channel, std::string_view payload) {
  if (options_.on_notification) options_.on_notification(channel, payload);
}

void Connection::change(bool reachable) {
  reachable_ = reachable;
  if (options_.on_change) options_.on_change(reachable);
}

}  // namespace adapters::postgres
