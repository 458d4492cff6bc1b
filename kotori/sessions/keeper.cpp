#include "kotori/sessions/keeper.hpp"

#include "kotori/base/log.hpp"
#include "kotori/sessions/answers.hpp"
#include "kotori/sessions/dated.hpp"
#include "kotori/sessions/encoding.hpp"
#include "kotori/sessions/open_sockets.hpp"
#include "kotori/sessions/signing.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0::sessions {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t secret_size = 32, id_size = 16;
constexpr std::size_t secret_length = 43;  // of 32 bytes as text
/// How long a request may be on its way that brings what was replaced.
constexpr milliseconds on_its_way = std::chrono::minutes{1};

/// Where it is kept that one was replaced: no session is ever there, for nobody has a secret of this digest.
std::string mark_of(std::string_view id) { return encode(digest(std::string("replaced").append(1, '\0').append(id))); }

void require(bool holds, const char* rule) {
  if (!holds) throw std::invalid_argument(rule);
}

void check(const Terms& terms) {
  require(terms.max_age >= std::chrono::seconds{1} && (!terms.idle || *terms.idle >= std::chrono::seconds{1}),
          "a session lasts a second at least");
  require(terms.store || !terms.adopts, "nothing is adopted without a store");
  require(!terms.store || terms.adopts || (terms.secret == Secret::readable && !terms.undated),
          "with a store only an id travels: there is nothing to encrypt, and nothing undated");
  require(!terms.undated || terms.secret == Secret::readable, "what was undated was readable");
  require(terms.store || !terms.user_of, "whose a session is matters to a store alone, which can revoke it");
}

}  // namespace

Keeper::Keeper(Terms terms)
    : terms_(std::move(terms)), transport_(terms_.transport), sockets_(std::make_shared<OpenSockets>()) {
  check(terms_);
  if (!terms_.store) return;
  terms_.store->listen([open = std::weak_ptr(sockets_)](const std::string& id) {
    if (const auto sockets = open.lock()) sockets->end(id);
  });
}

std::size_t Keeper::open_sockets() const { return sockets_->size(); }

Found Keeper::find_at_client(const Request& request) const {
  Found found{.brought = transport_.brought(request).has_value()};
  auto opened = open(request);
  if (!opened) return found;
  // What was undated has no time of its own.
  found.outdated = opened->key != &terms_.keys.front() || opened->kept.id.empty();
  found.session = std::move(opened->kept);
  if (found.session->id.empty()) found.session->id = encode(random_bytes(id_size));
  return found;
}

/// Bound to where it travels, so that kinds of sessions may share a store: what is one of theirs is none elsewhere.
std::string Keeper::id_of(std::string_view secret) const {
  return encode(digest(transport_.carrier().append(1, '\0').append(secret)));
}

Task<Found> Keeper::find(const Request& request) {
  Found found{.endings = sockets_->endings()};
  const auto secret = transport_.brought(request);
  found.brought = secret.has_value();
  const bool is_one = secret && secret->size() == secret_length && decode(*secret);
  if (!is_one && terms_.adopts) co_return co_await adopt(request, std::move(found));
  if (!is_one) co_return found;
  found.id = id_of(*secret);
  Kept kept{.secret = std::string(*secret), .id = found.id};
  auto record = co_await read(kept.id);
  if (!record || !is_alive(*record)) co_return found;
  kept.record = *std::move(record);
  found.session = std::move(kept);
  co_return found;
}

Kept Keeper::begin() const {
  const auto now_ = now();
  Kept kept{.record = {.begun = now_, .used = now_}};
  if (keeps_at_client()) {
    kept.id = encode(random_bytes(id_size));
  } else {
    kept.secret = encode(random_bytes(secret_size));
    kept.id = id_of(kept.secret);
  }
  return kept;
}

bool Keeper::is_due(const Record& record, UnixMillis now) const {
  return terms_.idle && now - record.used >= terms_.idle->count() / 10;
}

UnixMillis Keeper::end_of(const Record& record, UnixMillis now) const {
  const auto end = record.begun + terms_.max_age.count();
  return terms_.idle ? std::min(end, now + terms_.idle->count()) : end;
}

/// By the terms as they are now, which may be shorter than those by which it was written.
bool Keeper::is_alive(const Record& record) const {
  const auto at = now();
  const auto latest = at + clocks_differ.count();
  return record.begun <= latest && record.used <= latest && at < end_of(record, record.used);
}

void Keeper::send(const Request& request, const Kept& session, UnixMillis now, http::Headers& to) const {
  const auto& name = transport_.name(request);
  const auto left = std::chrono::ceil<std::chrono::seconds>(milliseconds{session.record.expires - now});
  const auto value = [&] {
    if (!keeps_at_client()) return session.secret;
    const auto text = write_dated(session.id, session.record);
    return terms_.secret == Secret::encrypted ? encrypt(terms_.keys.front(), name, text)
                                              : sign(terms_.keys.front(), name, text);
  };
  transport_.send(request, value(), std::max(left, std::chrono::seconds{1}), to);
}

std::optional<Keeper::Opened> Keeper::open(const Request& request) const {
  std::optional<Opened> opened;
  if (const auto value = transport_.brought(request)) opened = open_dated(request, *value);
  if (!opened && terms_.undated) opened = open_undated(request);
  if (opened && !is_alive(opened->kept.record)) opened.reset();
  return opened;
}

std::optional<Keeper::Opened> Keeper::open_dated(const Request& request, std::string_view value) const {
  const auto& name = transport_.name(request);
  for (const auto& key : terms_.keys) {
    const auto text = terms_.secret == Secret::encrypted ? decrypt(key, name, value) : verify(key, name, value);
    if (!text) continue;
    Opened opened{.key = &key};
    if (!read_dated(*text, opened.kept.id, opened.kept.record)) return std::nullopt;
    opened.name = opened.kept.id;
    return opened;
  }
  return std::nullopt;
}

std::optional<Keeper::Opened> Keeper::open_undated(const Request& request) const {
  auto value = transport_.brought(request);
  if (!value) value = transport_.brought_as_over_http(request);
  if (!value) return std::nullopt;
  for (const auto& key : terms_.keys)
    if (auto text = verify_undated(key, transport_.name_over_http(), *value)) {
      const auto now_ = now();
      return Opened{
          .kept = {.record = {.value = *text, .begun = now_, .used = now_}}, .key = &key, .name = "undated " + *text};
    }
  return std::nullopt;
}

Store& Keeper::store() const {
  if (!terms_.store)
    throw std::logic_error("sessions that are kept at the client cannot be revoked: give them a store");
  return *terms_.store;
}

/// The call may throw before there is a task.
template <class T, class F> Task<T> Keeper::attempt(F call) {
  try {
    auto result = co_await call();
    works();
    co_return result;
  } catch (const Store::NoUsers&) {
    throw;
  } catch (const std::exception& failure) {
    fails(failure.what());
  } catch (...) {
    fails("something that is no std::exception");
  }
  throw unavailable();
}

Task<std::optional<Record>> Keeper::read(std::string id) {
  return attempt<std::optional<Record>>([&from = store(), id = std::move(id)] { return from.read(id); });
}

Task<bool> Keeper::write(std::string id, Record record, Writing how) {
  return attempt<bool>([&to = store(), id = std::move(id), record = std::move(record), how]() mutable {
    return to.write(std::move(id), std::move(record), how);
  });
}

Task<bool> Keeper::erase(std::string id) {
  co_await remember_end("session", id);
  co_return co_await attempt<bool>([&from = store(), id = std::move(id)] { return from.erase(id); });
}

Task<> Keeper::replace(std::string id) {
  const auto now_ = now();
  Record mark{.value = "null", .begun = now_, .used = now_, .expires = now_ + on_its_way.count()};
  co_await write(mark_of(id), std::move(mark), Writing::begin);
}

Task<bool> Keeper::was_replaced(std::string id) {
  const auto mark = co_await read(mark_of(id));
  co_return mark && mark->expires > now();
}

Task<bool> Keeper::end(std::string id) {
  const bool there = co_await erase(id);
  sockets_->end(id);
  co_return there;
}

/// Once more, one by one: what is this user's by now may have been signed for another.
Task<std::size_t> Keeper::end_user(std::string user) {
  auto& users = store();
  if (user.empty()) co_return 0;  // those are nobody's
  co_await remember_end("user", user);
  const auto erased = co_await attempt<std::vector<std::string>>([&] { return users.erase_user(user); });
  for (const auto& id : erased) sockets_->end(id);
  sockets_->end_user(user);
  if (terms_.adopts)
    for (const auto& id : erased) co_await end(id);
  co_return erased.size();
}

void Keeper::works() {
  if (failing_.load(std::memory_order_relaxed) && failing_.exchange(false)) log::info("sessions are kept again");
}

void Keeper::fails(std::string_view error) {
  if (!failing_.exchange(true)) log::error("sessions cannot be kept", {{"error", error}});
}

}  // namespace kotori::inline v0::sessions
