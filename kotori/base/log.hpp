#pragma once
#include <concepts>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

/// One line an event, on stderr, as logfmt: `2026-11-23T03:00:00.000Z info server listening address=127.0.0.1:8080`.
/// May be called on any thread. Values are quoted and escaped, so that no input can forge a line. Never log what people
/// say, cookies or keys.
namespace kotori::inline v0::log {

/// A word about the event: a text, a number, true or false.
struct Field {
  Field(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
  template <std::integral Number>
  Field(std::string_view field_name, Number number)
      : name(field_name),
        value(std::same_as<Number, bool> ? std::string{number ? "true" : "false"} : std::to_string(number)) {}
  Field(std::string_view field_name, double number);
  std::string_view name;
  std::string value;
};

enum class Level : unsigned char { debug, info, warning, error, off };

/// Everything below this level is dropped. The default is info.
void set_level(Level level);

void debug(std::string_view event, std::initializer_list<Field> fields = {});
void info(std::string_view event, std::initializer_list<Field> fields = {});
void warning(std::string_view event, std::initializer_list<Field> fields = {});
void error(std::string_view event, std::initializer_list<Field> fields = {});
/// For who does not know before what there is to say.
void info(std::string_view event, std::span<const Field> fields);

/// The line without time and level, as it would be written; for tests and for those who write logs elsewhere.
std::string line(std::string_view event, std::initializer_list<Field> fields);

}  // namespace kotori::inline v0::log
