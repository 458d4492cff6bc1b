#pragma once
#include "chat/ports/log.hpp"
#include "kotori/async/loop.hpp"

#include <coroutine>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace adapters {

/// Something to store, where its answer goes, and who waits for it. Lives in the coroutine that waits.
struct Request {
  std::variant<chat::Intent, chat::UserId, std::vector<chat::ReadMark>> what;
  chat::Outcome outcome{};                     ///< of an intent
  std::optional<chat::Admission> admission{};  ///< of a user; empty means unavailable
  bool marks_kept = false;                     ///< of read marks; false means unavailable
  kotori::Loop* home = nullptr;
  std::coroutine_handle<> waiting{};
};

/// What waits for the writer: begun on any loop, taken in groups, answered on the loop where it was begun. Any thread.
class Requests : public std::enable_shared_from_this<Requests> {
 public:
  using Group = std::vector<Request*>;

  explicit Requests(std::size_t most_pending) : most_pending_(most_pending) {}
  Requests(const Requests&) = delete;
  Requests& operator=(const Requests&) = delete;

  /// co_await requests.stored(request, tell): goes on, on the caller's loop, when the request has its answer. `tell()`
  /// is called for the first that waits since next().
  template <class Tell> auto stored(Request& request, Tell tell) {
    struct Awaiter {
      Requests& requests;
      Request& request;
      Tell tell;
      bool await_ready() const { return false; }
      bool await_suspend(std::coroutine_handle<> caller) {
        request.home = kotori::Loop::current();
        request.waiting = caller;
        const auto taken = requests.take(request);
        if (taken == Taken::first) tell();
        return taken != Taken::refused;
      }
      void await_resume() {}
    };
    return Awaiter{*this, request, std::move(tell)};
  }

  /// All that waits; it is answered by and by.
  Group next();
  /// A group is not stored, nor is what waits behind it, nor what these loops append until they have heard of it:
  /// otherwise later facts of a room could be kept where earlier ones were not. Gives all that is to be answered so.
  Group refuse(Group group, chat::Unavailable why);
  void answer(const Group& group, bool kept);

  /// From here on appends are refused at once, or taken again.
  void refuse_appends(std::optional<chat::Unavailable> why);

 private:
  enum class Taken : unsigned char { first, behind_others, refused };
  Taken take(Request& request);
  void heard(kotori::Loop& loop);

  const std::size_t most_pending_;
  std::mutex mutex_;
  Group waiting_;
  std::size_t pending_ = 0;  // waiting, or taken and not answered
  bool told_ = false;
  std::map<kotori::Loop*, chat::Unavailable> refusing_;
  std::optional<chat::Unavailable> refusing_all_;
};

inline bool is_append(const Request* request) { return std::holds_alternative<chat::Intent>(request->what); }
inline bool is_of_marks(const Request* request) {
  return std::holds_alternative<std::vector<chat::ReadMark>>(request->what);
}

}  // namespace adapters
