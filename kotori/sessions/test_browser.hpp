#pragma once
#include "kotori/async/simulation.hpp"
#include "kotori/sessions/memory_store.hpp"
#include "kotori/sessions/sessions.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>

/// What the tests of sessions have in common: a browser that asks, without a server.
namespace kotori::inline v0::sessions {

struct Visitor {
  std::string name;
  static constexpr auto json = json::shape(json::field("name", &Visitor::name));
};

/// A wall clock that is turned by hand.
struct TestClock {
  UnixMillis now = 1'795'402'800'000;
  std::function<UnixMillis()> read() {
    return [this] { return now; };
  }
  void advance(std::chrono::milliseconds time) { now += time.count(); }
};

/// A store in memory that can be out of order, and counts.
struct TestStore final : Store {
  explicit TestStore(TestClock& clock) : kept({.clock = clock.read()}) {}
  Task<std::optional<Record>> read(std::string id) override {
    ++reads;
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    check();
    return kept.read(std::move(id));
  }
  Task<bool> write(std::string id, Record record, Writing how) override {
    ++writes;
    check();
    return kept.write(std::move(id), std::move(record), how);
  }
  Task<bool> erase(std::string id) override {
    check();
    return kept.erase(std::move(id));
  }
  Task<std::vector<std::string>> erase_user(std::string user) override {
    check();
    return kept.erase_user(std::move(user));
  }
  void check() const {
    if (broken) throw std::runtime_error("the disk is gone");
  }

  MemoryStore kept;
  int reads = 0, writes = 0;
  bool broken = false;
  std::function<void()> meanwhile;  ///< happens at the next read
};

/// Keeps the cookies it is given, and brings them along.
class TestBrowser {
 public:
  using Handler = std::function<Task<Response>(Request&)>;

  explicit TestBrowser(Simulation& simulation) : simulation_(simulation) {}

  Response asks(const http::Feature& feature, Handler handler) {
    Request request{.over_tls = over_tls};
    std::string all;
    for (const auto& [name, value] : cookies) all += (all.empty() ? "" : "; ") + name + "=" + value;
    if (!all.empty()) request.headers.add("Cookie", all);
    request.headers.add_all(headers);
    Does innermost{std::move(handler)};
    auto response = simulation_.run(feature(request, Next{{}, innermost}));
    set_cookie = response.headers.find("Set-Cookie").value_or("");
    if (!set_cookie.empty()) keep(set_cookie);
    return response;
  }
  /// The name in its session, or "nobody".
  std::string who(const http::Feature& feature) {
    std::string name;
    asks(feature, [&](Request& request) -> Task<Response> {
      auto& session = co_await request.session<Visitor>();
      name = session ? session->name : "nobody";
      co_return Response::empty();
    });
    return name;
  }
  std::string id(const http::Feature& feature) {
    std::string id;
    asks(feature, [&](Request& request) -> Task<Response> {
      id = (co_await request.session<Visitor>()).id();
      co_return Response::empty();
    });
    return id;
  }
  /// Does something to its session.
  Response does(const http::Feature& feature, std::function<void(Session<Visitor>&)> what) {
    return asks(feature, [&](Request& request) -> Task<Response> {
      what(co_await request.session<Visitor>());
      co_return Response::text("done");
    });
  }
  Response becomes(const http::Feature& feature, std::string name) {
    return does(feature, [&](auto& session) { session.set({std::move(name)}); });
  }

  bool over_tls = false;
  std::map<std::string, std::string> cookies;
  http::Headers headers;
  std::string set_cookie;  ///< of the last answer; empty: none

 private:
  struct Does final : http::Innermost {
    explicit Does(Handler handler) : does(std::move(handler)) {}
    // As the server's innermost step.
    Task<Response> answer(Request& request) override {
      std::optional<Response> response;
      try {
        response = co_await does(request);
      } catch (const http::Refused& refused) {
        response = answer_to(refused);
      }
      co_return *std::move(response);
    }
    Handler does;
  };
  void keep(std::string_view header) {
    const auto pair = header.substr(0, header.find(';'));
    const std::string name(pair.substr(0, pair.find('=')));
    cookies[name] = pair.substr(pair.find('=') + 1);
    if (header.find("; Max-Age=0;") != header.npos) cookies.erase(name);
  }

  Simulation& simulation_;
};

}  // namespace kotori::inline v0::sessions
