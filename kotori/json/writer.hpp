#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace kotori::inline v0::json {

/// Appends JSON to a string, piece by piece, and sets the commas. Who calls it keeps the pieces in a sensible order.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void null() { out_ += "null"; }
  void boolean(bool value) { out_ += value ? "true" : "false"; }
  void integer(std::int64_t value);
  void natural(std::uint64_t value);
  /// The shortest text that reads back as this number. Throws std::invalid_argument if it is not finite.
  void number(double value);
  /// Throws std::invalid_argument if the text is not UTF-8.
  void string(std::string_view text);

  void begin_object() { out_ += '{'; }
  /// Before a member's value: its name, which needs no escapes (shape() has checked that).
  void field(std::string_view name);
  /// Before a member's value: its name, whatever it is.
  void key(std::string_view name);
  void end_object() { out_ += '}'; }

  void begin_array() { out_ += '['; }
  /// Before each element.
  void element() { separate(); }
  void end_array() { out_ += ']'; }

 private:
  void separate();
  void rest_of_string(std::string_view text);
  std::string& out_;
};

}  // namespace kotori::inline v0::json
