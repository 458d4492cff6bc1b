#pragma once
#include "kotori/async/task.hpp"
#include "kotori/http/feature.hpp"
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// What BasicAuth, BearerAuth and SessionAuth have in common (RFC 9110 §11).
namespace kotori::inline v0::features {

/// A WWW-Authenticate: scheme, realm and what else there is to say. Throws std::invalid_argument when a header cannot
/// hold it.
std::string challenge(std::string_view scheme, std::string_view realm, std::string_view more = {});
/// 401 with it.
Response unauthorized(const std::string& challenge, std::string_view sentence);

/// What is behind the feature, for who was let in: its answer is not for shared caches, whatever it says.
Task<Response> let_in(Request& request, Next next);

/// What somebody has typed into the browser's window.
struct BasicCredentials {
  std::string user, password;
};
/// Empty when there are none, or no good ones (RFC 7617).
std::optional<BasicCredentials> basic_credentials(const Request& request);
/// Likewise (RFC 6750 §2.1).
std::optional<std::string> bearer_token(const Request& request);

/// Warns, once, when a password has come from afar in a form that everybody on the way can read.
class PlainPasswords {
 public:
  void look_at(const Request& request);

 private:
  std::atomic<bool> warned_ = false;
};

/// How those are sent away who have no session.
class SessionDoor {
 public:
  /// As SessionAuth says.
  SessionDoor(std::string login, std::string_view realm);
  Response away(const Request& request) const;

 private:
  std::string login_, challenge_;
};

/// What is there at last, of a value or of a task that gives it.
template <class T> struct Given {
  using Now = T;
};
/// Of a task.
template <class T> struct Given<Task<T>> {
  using Now = T;
};

/// What a check says, which may be a task or not.
template <class Check, class... About>
Task<typename Given<std::invoke_result_t<const Check&, About...>>::Now> ask(const Check& check, About... about) {
  using Answer = std::invoke_result_t<const Check&, About...>;
  if constexpr (std::is_same_v<Answer, typename Given<Answer>::Now>) {
    co_return check(std::move(about)...);
  } else {
    co_return co_await check(std::move(about)...);
  }
}

}  // namespace kotori::inline v0::features
