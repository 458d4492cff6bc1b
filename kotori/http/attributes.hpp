#pragma once
#include <memory>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0::http {

/// Values of any type, at most one of each, that a request carries from those who know something (who is asking) to
/// those who ask. One pointer while empty. Moved, never copied.
class Attributes {
 public:
  /// In place of a former value of this type. The reference lives as long as the attributes, wherever they are moved.
  template <class T> T& set(T value) {
    if (T* former = find<T>()) return *former = std::move(value);
    return emplace<T>(std::move(value));
  }
  /// Made of these where it stays, for what cannot be moved. There is none of this type yet.
  template <class T, class... Arguments> T& emplace(Arguments&&... arguments) {
    auto node = std::make_unique<Holder<T>>(std::forward<Arguments>(arguments)...);
    T& kept = node->value;
    node->next = std::move(first_);
    first_ = std::move(node);
    return kept;
  }
  template <class T> void erase() {
    for (auto* link = &first_; *link; link = &(*link)->next)
      if ((*link)->type == &type_of<T>) {
        *link = std::move((*link)->next);
        return;
      }
  }

  /// Null when there is none of exactly this type.
  template <class T> T* find() {
    for (Node* node = first_.get(); node; node = node->next.get())
      if (node->type == &type_of<T>) return &static_cast<Holder<T>*>(node)->value;
    return nullptr;
  }
  template <class T> const T* find() const { return const_cast<Attributes*>(this)->find<T>(); }

  /// Throws std::logic_error when there is none of exactly this type.
  template <class T> const T& get() const {
    if (const T* found = find<T>()) return *found;
    throw std::logic_error("no attribute of this type was set");
  }

  bool empty() const { return !first_; }

 private:
  struct Node {
    explicit Node(const char* type_key) : type(type_key) {}
    virtual ~Node() = default;
    const char* type;
    std::unique_ptr<Node> next;
  };
  template <class T> struct Holder final : Node {
    template <class... Arguments>
    explicit Holder(Arguments&&... arguments) : Node(&type_of<T>), value(std::forward<Arguments>(arguments)...) {}
    T value;
  };
  template <class T> static inline char type_of = 0;  // its address tells types apart

  std::unique_ptr<Node> first_;
};

}  // namespace kotori::inline v0::http
