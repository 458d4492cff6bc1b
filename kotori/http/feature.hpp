#pragma once
#include "kotori/async/task.hpp"
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace kotori::inline v0::http {

class Next;

/// See Routes::install. Const when called, on every loop, at once.
using Feature = std::move_only_function<Task<Response>(Request&, Next) const>;

/// What is behind all features: the handler's answer, or that of a route that was not found.
class Innermost {
 public:
  virtual Task<Response> answer(Request& request) = 0;

 protected:
  ~Innermost() = default;
};

/// What a feature has behind it: `co_await next(request)` gives the answer of the features that were installed after
/// it and of the handler. To an upgrade that is the 101; what is added to its headers goes with it, and who answers
/// something else instead keeps the WebSocket from opening. The body is read by the handler's step: before that,
/// request.content is empty.
///
/// What a handler throws comes through here, but Refused, which has become a Response. A feature may call it once or
/// not at all; what it throws itself becomes 500, as with handlers.
class Next {
 public:
  using Features = std::span<const std::shared_ptr<const Feature>>;
  /// Several lists, one behind the other; none is empty. All of it outlives the answer.
  Next(std::span<const Features> lists, Innermost& innermost) : lists_(lists), innermost_(&innermost) {}

  Task<Response> operator()(Request& request) const {
    if (lists_.empty()) return innermost_->answer(request);
    auto behind = *this;
    if (++behind.place_ == lists_.front().size()) behind = {lists_.subspan(1), *innermost_};
    return (*lists_.front()[place_])(request, behind);
  }

 private:
  std::span<const Features> lists_;
  std::size_t place_ = 0;  // in the first
  Innermost* innermost_;
};

}  // namespace kotori::inline v0::http

namespace kotori::inline v0 {
using http::Next;
}
