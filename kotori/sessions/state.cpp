#include "kotori/sessions/state.hpp"

#include "kotori/sessions/open_sockets.hpp"

#include <stdexcept>
#include <utility>

namespace kotori::inline v0::sessions {

const std::string& State::id() const {
  require_one();
  return now_->id;
}

void State::look(const Request& request) {
  found_ = keeper_.find_at_client(request);
  looked_ = true;
}

Task<> State::look_and_wait(const Request& request) {
  found_ = co_await keeper_.find(request);
  looked_ = true;
}

void State::require_open() const {
  if (sealed_)
    throw std::logic_error("it is too late to change the session: the answer that would tell the client has gone");
}

void State::require_one() const {
  if (!now_) throw std::logic_error("there is no session");
}

void State::begin_unless_begun() {
  if (!now_) now_ = keeper_.begin();
}

void State::renew_id() {
  require_one();
  renewed_ = found_.session && (renewed_ || now_->id == found_.session->id);
  auto fresh = keeper_.begin();
  fresh.record.value = now_->record.value;
  fresh.record.user = now_->record.user;
  now_ = std::move(fresh);
}

Task<bool> State::keep(const Request& request, std::optional<Record> written, http::Headers& to) {
  sealed_ = true;
  const auto& before = found_.session;
  if (!now_) {
    if (before && !keeper_.keeps_at_client()) {
      co_await keeper_.replace(before->id);
      co_await keeper_.end(before->id);
    }
    if (before) keeper_.transport().expire(request, to);
    if (!before && found_.brought) co_await forget(request, to);
    co_return true;
  }
  auto& record = now_->record;
  if (written) {
    record.value = std::move(written->value);
    record.user = std::move(written->user);
  }
  const auto time = keeper_.now();
  const bool fresh = !before || before->id != now_->id;
  const bool anew = fresh || found_.outdated || keeper_.is_due(record, time);
  const bool changed = fresh || record.value != before->record.value || record.user != before->record.user;
  if (!anew && !changed) {
    if (found_.adopted) keeper_.send(request, *now_, time, to);
    co_return true;
  }
  if (!changed && !keeper_.keeps_at_client() && !co_await look_again()) {
    co_await forget(request, to);
    co_return false;
  }
  if (anew || keeper_.keeps_at_client()) record.used = time;
  record.expires = keeper_.end_of(record, record.used);
  if (!keeper_.keeps_at_client() && !co_await store(before, fresh)) {
    co_await forget(request, to);
    co_return false;
  }
  if (anew || found_.adopted || keeper_.keeps_at_client()) keeper_.send(request, *now_, time, to);
  co_return true;
}

/// Of what was brought and is none. If it was replaced a moment ago, the client has another one by now, or is about to:
/// that one must not be taken from it.
Task<> State::forget(const Request& request, http::Headers& to) {
  if (!found_.id.empty() && co_await keeper_.was_replaced(found_.id)) co_return;
  keeper_.transport().expire(request, to);
}

/// What was only used is written as it is by now, so that no old value comes back. A store can only read and write: who
/// changes it between the two loses against it still, but no longer for as long as a handler takes. False: it is gone.
Task<bool> State::look_again() {
  auto record = co_await keeper_.read(now_->id);
  if (!record) co_return false;
  now_->record = *std::move(record);
  co_return true;
}

/// False when it was revoked since it was found.
Task<bool> State::store(std::optional<Kept> before, bool fresh) {
  if (now_->record.value.size() > longest_value)
    throw std::length_error("a session's value is too long even for a store: keep an id in it, and the rest elsewhere");
  if (!co_await keeper_.write(now_->id, now_->record, fresh ? Writing::begin : Writing::again)) co_return false;
  if (!fresh || !before) co_return true;
  co_await keeper_.replace(before->id);
  if (renewed_) co_return co_await move(before->id);
  co_await keeper_.end(before->id);
  co_return true;
}

/// Written under the new id before it is erased under the old one, so that it is never lost; but what was not there any
/// more does not come back under another name.
Task<bool> State::move(const std::string& from) {
  if (!co_await keeper_.erase(from)) {
    co_await keeper_.erase(now_->id);
    co_return false;
  }
  keeper_.sockets().rename(from, now_->id);
  co_return true;
}

Task<bool> State::tie(Request& request) {
  if (keeper_.keeps_at_client()) co_return true;
  auto& attributes = request.attributes;
  auto* tethers = attributes.find<websocket::Tethers>();
  if (!tethers) tethers = &attributes.set(websocket::Tethers{});
  tethers->push_back(keeper_.sockets().tie(now_->id, now_->record.user));
  if (keeper_.sockets().endings() == found_.endings) co_return true;
  co_return (co_await keeper_.read(now_->id)).has_value();
}

}  // namespace kotori::inline v0::sessions
