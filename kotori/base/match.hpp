#pragma once
#include <utility>
#include <variant>

namespace kotori::inline v0 {

namespace detail {
template <class... F> struct Overload : F... {
  using F::operator()...;
};
}  // namespace detail

/// Calls the case that fits what the variant holds: match(message, [](const Say&) { ... }, [](const Rename&) { ... }).
template <class V, class... F> decltype(auto) match(V&& variant, F&&... cases) {
  return std::visit(detail::Overload<std::decay_t<F>...>{std::forward<F>(cases)...}, std::forward<V>(variant));
}

}  // namespace kotori::inline v0
