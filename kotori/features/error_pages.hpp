#pragma once
#include "kotori/http/feature.hpp"
#include "kotori/http/refused.hpp"

#include <concepts>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace kotori::inline v0 {

/// What clients are told when something went wrong: in words of your own, by the exception that a handler threw, or by
/// the status that it, or the server, answered.
///
///     routes.install(ErrorPages{}
///       .on<NoSuchRoom>([](const Request&, const NoSuchRoom& why) { return Response::text(why.what(), Status::gone);
///       }) .on(Status::not_found, [](const Request&, Response) { return Response::html("<h1>Lost?</h1>"); }));
///
/// Pages give a Response or a Task<Response>; what they throw, and what has no page here, goes on outwards. Refused is
/// no exception here but the answer it stands for. The 101 of an upgrade is never touched.
class ErrorPages {
 public:
  /// `page` is called with const Request& and const E& for every E, and what derives from it and has no page that is
  /// nearer. Throws std::invalid_argument when there is a page for E already.
  template <class E, class Self, class Page> Self&& on(this Self&& self, Page page);

  /// `page` is called with const Request& and the Response that has this status. Keep its headers if they matter:
  /// WWW-Authenticate, Allow, Retry-After.
  template <class Self, class Page> Self&& on(this Self&& self, Status status, Page page) {
    self.by_status_[status] = status_page(std::move(page));
    return std::forward<Self>(self);
  }
  /// The same for all statuses from 400 on that have no page of their own.
  template <class Self, class Page> Self&& on_errors(this Self&& self, Page page) {
    self.of_errors_ = status_page(std::move(page));
    return std::forward<Self>(self);
  }

  /// For APIs: every error is told as application/problem+json (RFC 9457), with the same status and headers, and, of
  /// what was Refused, the path to what is wrong. An error that a handler has put in a form of its own, other than
  /// plain text, stays as it is. Exceptions are logged, and are a 500 that does not tell what they said.
  static ErrorPages problem_json();

  Task<Response> operator()(Request& request, Next next) const;

 private:
  /// C++ cannot be asked which class another one derives from, but it can be seen who catches a thrown pointer to it.
  struct FailurePage {
    std::exception_ptr pointer;
    bool (*catches_pointer)(const std::exception_ptr&);
    /// Empty: the failure is another one.
    std::function<std::optional<Task<Response>>(const Request&, const std::exception_ptr&)> answer;
  };
  using StatusPage = std::function<Task<Response>(const Request&, Response)>;

  static Task<Response> as_task(Response response) { co_return response; }
  static Task<Response> as_task(Task<Response> task) { return task; }
  template <class Page> static StatusPage status_page(Page page) {
    return [page = std::move(page)](const Request& request, Response response) {
      return as_task(page(request, std::move(response)));
    };
  }
  void add(FailurePage page);
  Task<Response> answer(const Request& request, std::exception_ptr failure) const;
  const StatusPage* page_for(Status status) const;

  std::vector<FailurePage> by_failure_;  // what derives from another stands before it
  std::map<Status, StatusPage> by_status_;
  StatusPage of_errors_;
};

template <class E, class Self, class Page> Self&& ErrorPages::on(this Self&& self, Page page) {
  static_assert(!std::derived_from<E, http::Refused>, "Refused is an answer: say on(Status, ...)");
  const auto catches_pointer = [](const std::exception_ptr& pointer) {
    try {
      std::rethrow_exception(pointer);
    } catch (const E*) {  // NOLINT(misc-throw-by-value-catch-by-reference): a pointer is what is thrown
      return true;
    } catch (...) {
      return false;
    }
  };
  const auto answer = [page = std::move(page)](const Request& request,
                                               const std::exception_ptr& failure) -> std::optional<Task<Response>> {
    try {
      std::rethrow_exception(failure);
    } catch (const E& caught) {
      return as_task(page(request, caught));
    } catch (...) {
      return std::nullopt;
    }
  };
  self.add({std::make_exception_ptr(static_cast<const E*>(nullptr)), catches_pointer, answer});
  return std::forward<Self>(self);
}

}  // namespace kotori::inline v0
