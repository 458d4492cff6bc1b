#include "kotori/sessions/encoding.hpp"
#include "kotori/sessions/keeper.hpp"
#include "kotori/sessions/open_sockets.hpp"
#include "kotori/sessions/signing.hpp"

#include <utility>

/// How what was kept at the client goes on in a store, see Options::adopts.
namespace kotori::inline v0::sessions {
namespace {

using std::chrono::milliseconds;

/// What was undated never ends by itself: as long as nobody will ask.
constexpr milliseconds for_ever = std::chrono::days{36'525};

/// Where it is kept that one has ended: no session is ever there.
std::string mark_of(std::string_view what, std::string_view name) {
  return encode(digest(std::string("ended ").append(what).append(1, '\0').append(name)));
}

}  // namespace

/// Who ends one remembers that first, and erases then; here it is written first, and then looked for an end once more.
/// So one of the two sees the other. Those who adopt at once write the same, under the same id.
Task<Found> Keeper::adopt(const Request& request, Found found) {
  const auto opened = open(request);
  if (!opened) co_return found;
  Kept kept{.secret = derive(*opened->key, transport_.carrier(), opened->name), .record = opened->kept.record};
  found.id = kept.id = id_of(kept.secret);
  if (const auto there = co_await read(kept.id)) {
    kept.record = *there;
    if (!is_alive(kept.record)) co_return found;
  } else {
    auto& record = kept.record;
    if (terms_.user_of) record.user = terms_.user_of(record.value);
    if (co_await was_ended(kept.id, record.user)) co_return found;
    record.used = now();
    record.expires = end_of(record, record.used);
    co_await write(kept.id, record, Writing::begin);
    if (co_await was_ended(kept.id, record.user)) {
      co_await end(kept.id);
      co_return found;
    }
  }
  found.adopted = true;
  found.session = std::move(kept);
  co_return found;
}

Task<bool> Keeper::was_ended(std::string id, std::string user) {
  const auto is_there = [this](const std::optional<Record>& mark) { return mark && mark->expires > now(); };
  if (is_there(co_await read(mark_of("session", id)))) co_return true;
  co_return !user.empty() && is_there(co_await read(mark_of("user", user)));
}

/// For as long as anything lives that was signed or encrypted until now.
Task<> Keeper::remember_end(std::string_view what, std::string name) {
  if (!terms_.adopts) co_return;
  const auto latest = now() + clocks_differ.count();
  Record mark{.value = "null", .begun = latest, .used = latest};
  mark.expires = terms_.undated ? latest + for_ever.count() : end_of(mark, latest);
  co_await write(mark_of(what, name), std::move(mark), Writing::begin);
}

}  // namespace kotori::inline v0::sessions
