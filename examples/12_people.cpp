// 12. People: who logs in with a password has a session with an id, which is new at each login and can be taken back.
#include "kotori/async/worker.hpp"
#include "kotori/features/passwords.hpp"
#include "kotori/features/rate_limit.hpp"
#include "kotori/kotori.hpp"
#include "kotori/sessions/memory_store.hpp"

#include <map>
#include <memory>
#include <mutex>

using namespace kotori;

// region: person
struct Person {
  std::string name;
  static constexpr auto json = json::shape(json::field("name", &Person::name));
};

struct LogIn {
  std::string name, password;
  static constexpr auto json = json::shape(json::field("name", &LogIn::name, json::at_most(40), json::at_least(1)),
                                           json::field("password", &LogIn::password, json::at_most(200)));
};
// end: person

/// Name and hash of a password, for as long as the program runs.
class Accounts {
 public:
  bool add(const std::string& name, std::string hash) {
    const std::lock_guard lock{mutex_};
    return hashes_.try_emplace(name, std::move(hash)).second;
  }
  std::optional<std::string> hash_of(const std::string& name) const {
    const std::lock_guard lock{mutex_};
    const auto found = hashes_.find(name);
    return found == hashes_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> hashes_;
};

// region: parts
/// What the routes stand on; it lives as long as they do, for they hold it.
struct Parts {
  /// Hashing a password takes a while, by design: it is a worker's work.
  explicit Parts(Worker& hashing) : passwords(hashing) {}

  Accounts accounts;
  Passwords passwords;
  sessions::MemoryStore store;
  Sessions<Person> sessions{{.cookie = "person",
                             .store = store,
                             .user = [](const Person& person) { return person.name; },
                             .max_age = std::chrono::days{30}}};
  Audience everyone;
};
// end: parts

// region: login
Routes account(const std::shared_ptr<Parts>& parts) {
  Routes routes;
  routes.install(RateLimit{.rate = 10, .per = std::chrono::minutes{1}, .burst = 10});  // of each address
  routes.post("", [parts](const Request& request) -> Task<Response> {
    const auto wanted = request.body<LogIn>();
    auto hash = co_await parts->passwords.hash(wanted.password);  // no loop stands still for it
    if (!parts->accounts.add(wanted.name, std::move(hash))) throw Refused{Status::conflict, "The name is taken."};
    co_return Response::empty(Status::created);
  });
  routes.post("/login", [parts](const Request& request) -> Task<Response> {
    const auto said = request.body<LogIn>();
    if (!co_await parts->passwords.verify(said.password, parts->accounts.hash_of(said.name)))
      throw Refused{Status::unauthorized, "The name or the password is wrong."};
    auto& session = co_await request.session<Person>();
    session.set({said.name});
    session.renew();  // an id that somebody knew before the login is worth nothing now
    co_return Response::empty();
  });
  routes.post("/logout", [](const Request& request) -> Task<Response> {
    auto& session = co_await request.session<Person>();
    session.clear();
    co_return Response::empty();
  });
  routes.post("/logout/everywhere", [parts](const Request& request) -> Task<Response> {
    auto& session = co_await request.session<Person>();
    if (!session) throw Refused{Status::unauthorized, "Log in first."};
    co_await parts->sessions.revoke_user(session->name);  // and every open conversation of theirs is closed
    co_return Response::empty();
  });
  return routes;
}
// end: login

// region: inside
/// A feature that lets nobody in without a session; it goes before any upgrade.
Task<Response> members_only(Request& request, Next next) {
  auto& session = co_await request.session<Person>();
  if (!session) co_return Response::text("Log in first.\n", Status::unauthorized);
  co_return co_await next(request);
}

Routes inside(const std::shared_ptr<Parts>& parts) {
  Routes routes;
  routes.install(members_only);
  routes.websocket("/chat", [parts](WebSocket& socket) -> Task<> {
    const auto name = socket.session<Person>().name;
    auto seat = parts->everyone.join(socket);
    while (auto text = co_await socket.receive_text()) parts->everyone.send(name + " said: " + *text);
  });
  return routes;
}
// end: inside

// region: people
Routes people(Worker& hashing) {
  const auto parts = std::make_shared<Parts>(hashing);
  Routes routes;
  routes.sessions(parts->sessions);
  routes.mount("/account", account(parts));
  routes.mount("/inside", inside(parts));
  return routes;
}
// end: people

int main() {
  WorkerThreads hashing;
  return serve(people(hashing));
}
