#pragma once
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0::http {

/// One line of a head; both parts belong to the Headers they came from.
struct Field {
  std::string_view name;
  std::string_view value;
  bool operator==(const Field&) const = default;
};

/// The fields of a head, in order, kept as they travel: one text of "Name: value\r\n" lines. Names are found whatever
/// the case of their letters. What comes out is valid until the next change.
class Headers {
 public:
  /// Goes over the fields in order.
  class Iterator {
   public:
    using value_type = Field;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(std::string_view lines) : lines_(lines), line_(lines.find('\r')) {}
    Field operator*() const;
    Iterator& operator++();
    Iterator operator++(int) {
      auto before = *this;
      ++*this;
      return before;
    }
    bool operator==(std::default_sentinel_t) const { return lines_.empty(); }

   private:
    std::string_view lines_;
    std::size_t line_ = 0;  // the length of the first
  };

  /// Throws std::invalid_argument when the name is no token or the value could forge a line: check what peers sent
  /// before (is_token, is_field_value).
  void add(std::string_view name, std::string_view value);
  /// As add, of what has been checked.
  void add_checked(std::string_view name, std::string_view value);
  /// As add, in place of all fields of this name.
  void set(std::string_view name, std::string_view value);
  void add_all(const Headers& others) { text_ += others.text_; }
  /// Those of the others of whose name there is none here yet.
  void add_missing(const Headers& others);
  /// Into a field that is a list, such as Vary, unless the token stands there, or *.
  void add_to_list(std::string_view name, std::string_view token);
  void remove(std::string_view name);

  /// The first of this name.
  std::optional<std::string_view> find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name).has_value(); }
  /// All of this name, joined with ", ", which means the same for fields that are lists (RFC 9110 §5.3).
  std::optional<std::string> joined(std::string_view name) const;
  /// Whether one of the lists of this name holds this token, whatever the case of its letters.
  bool list_holds(std::string_view name, std::string_view token) const;

  Iterator begin() const { return Iterator{text_}; }
  std::default_sentinel_t end() const { return {}; }
  bool empty() const { return text_.empty(); }
  /// The lines as they travel, each with its CRLF.
  const std::string& text() const { return text_; }
  void reserve(std::size_t bytes) { text_.reserve(bytes); }

  bool operator==(const Headers&) const = default;

 private:
  std::string text_;
};

}  // namespace kotori::inline v0::http
