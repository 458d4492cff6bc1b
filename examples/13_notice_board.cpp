// 13. Typed messages: a board of notes, over HTTP and live. What is read keeps the rules of its shape, or the client
// hears which it broke and where.
#include "kotori/json/schema.hpp"
#include "kotori/kotori.hpp"

#include <map>
#include <memory>
#include <mutex>

using namespace kotori;

// region: note
enum class Priority : std::uint8_t { low, high };
constexpr auto json_names(Priority) {
  return json::names<Priority>({{Priority::low, "low"}, {Priority::high, "high"}});
}

struct Note {
  std::string title;
  Priority priority = Priority::low;
  std::optional<std::string> place;
  std::vector<std::string> tags;
  static constexpr auto json =
      json::shape(json::field("title", &Note::title, json::at_most(80), json::at_least(1)),
                  json::field("priority", &Note::priority), json::field("place", &Note::place, json::at_most(80)),
                  json::field("tags", &Note::tags, json::at_most(5)));
};
// end: note

// region: messages
struct Add {
  Note note;
  static constexpr auto json = json::shape("add", json::field("note", &Add::note));
};
struct Remove {
  int number = 0;
  static constexpr auto json =
      json::shape("remove", json::field("number", &Remove::number, json::between(1, 1'000'000)));
};
using FromClient = std::variant<Add, Remove>;

struct Added {
  int number = 0;
  Note note;
  static constexpr auto json =
      json::shape("added", json::field("number", &Added::number), json::field("note", &Added::note));
};
struct Removed {
  int number = 0;
  static constexpr auto json = json::shape("removed", json::field("number", &Removed::number));
};
struct NotUnderstood {
  std::string path, why;
  static constexpr auto json =
      json::shape("not_understood", json::field("path", &NotUnderstood::path), json::field("why", &NotUnderstood::why));
};
// end: messages

// region: board
/// Handlers run on every loop at once, so what they share has a lock. It is never held over a co_await.
class Board {
 public:
  Added add(Note note) {
    const std::lock_guard lock{mutex_};
    Added added{++last_, std::move(note)};
    notes_.emplace(added.number, added.note);
    watchers_.send(added);
    return added;
  }
  bool remove(int number) {
    const std::lock_guard lock{mutex_};
    if (notes_.erase(number) == 0) return false;
    watchers_.send(Removed{number});
    return true;
  }
  Note find(int number) const {
    const std::lock_guard lock{mutex_};
    const auto found = notes_.find(number);
    if (found == notes_.end()) throw Refused{Status::not_found, "There is no such note."};
    return found->second;
  }
  /// All there is, and from then on every change. A note that is added just now may come twice; its number says so.
  Seat watch(WebSocket& socket) {
    const std::lock_guard lock{mutex_};
    for (const auto& [number, note] : notes_) socket.send(Added{number, note});
    return watchers_.join(socket);
  }

 private:
  mutable std::mutex mutex_;
  std::map<int, Note> notes_;
  int last_ = 0;
  Audience watchers_;
};
// end: board

// region: http
void notes_over_http(Routes& routes, const std::shared_ptr<Board>& board) {
  routes.post("/notes", [board](const Request& request) {
    return Response::json(board->add(request.body<Note>()), Status::created);  // what is no Note is answered 4xx
  });
  routes.get("/notes/{number}", [board](const Request& request) {
    return Response::json(board->find(request.path<int>("number")));  // what is no number is answered 400
  });
}
// end: http

// region: live
void notes_live(Routes& routes, const std::shared_ptr<Board>& board) {
  routes.websocket("/notes/live", [board](WebSocket& socket) -> Task<> {
    auto seat = board->watch(socket);
    while (auto heard = co_await socket.try_receive<FromClient>()) {
      if (!*heard) {
        socket.send(NotUnderstood{heard->error().path, heard->error().message});  // and the conversation goes on
        continue;
      }
      match(
          **heard,  //
          [&](Add& add) { board->add(std::move(add.note)); },
          [&](const Remove& remove) {
            if (!board->remove(remove.number)) socket.send(NotUnderstood{"number", "There is no such note."});
          });
    }
  });
}
// end: live

// region: schema
void schema(Routes& routes) {
  routes.get("/notes.schema.json", [](const Request&) { return Response::json_text(json::schema_of<FromClient>()); });
}
// end: schema

Routes notice_board() {
  Routes routes;
  const auto board = std::make_shared<Board>();  // lives as long as the handlers that hold it
  notes_over_http(routes, board);
  notes_live(routes, board);
  schema(routes);
  return routes;
}

int main() { return serve(notice_board()); }
