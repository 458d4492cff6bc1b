#include "kotori/base/log.hpp"

#include <fmt/format.h>
#include <memory>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace kotori::inline v0::log {
namespace {

spdlog::logger& logger() {
  static const auto shared = [] {
    auto made = spdlog::stderr_logger_mt("kotori");
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    made->flush_on(spdlog::level::warn);
    return made;
  }();
  return *shared;
}

bool is_plain(unsigned char c) { return c > ' ' && c != '"' && c != '=' && c != '\\' && c != 0x7f; }

/// Quoted when it is not one plain word. C1 controls and U+2028/2029 start with C2 or E2 bytes and are kept: terminals
/// and log readers split lines at \n and \r, which are escaped.
void append_value(std::string& out, std::string_view value) {
  bool plain = !value.empty();
  for (const unsigned char c : value) plain = plain && is_plain(c);
  if (plain) {
    out += value;
    return;
  }
  out += '"';
  for (const unsigned char c : value) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c < 0x20 || c == 0x7f) {
      out += fmt::format("\\x{:02x}", c);
    } else {
      out += static_cast<char>(c);
    }
  }
  out += '"';
}

std::span<const Field> all(std::initializer_list<Field> fields) { return {fields.begin(), fields.size()}; }

std::string text_of(std::string_view event, std::span<const Field> fields) {
  std::string out{event};
  for (const auto& field : fields) {
    out += ' ';
    out += field.name;
    out += '=';
    append_value(out, field.value);
  }
  return out;
}

void write(spdlog::level::level_enum level, std::string_view event, std::span<const Field> fields) {
  auto& to = logger();
  if (to.should_log(level)) to.log(level, text_of(event, fields));
}

}  // namespace

Field::Field(std::string_view field_name, double number) : name(field_name), value(fmt::format("{}", number)) {}

std::string line(std::string_view event, std::initializer_list<Field> fields) { return text_of(event, all(fields)); }

void set_level(Level level) {
  static constexpr spdlog::level::level_enum levels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                         spdlog::level::err, spdlog::level::off};
  logger().set_level(levels[static_cast<unsigned char>(level)]);
}

void debug(std::string_view event, std::initializer_list<Field> fields) {
  write(spdlog::level::debug, event, all(fields));
}
void info(std::string_view event, std::initializer_list<Field> fields) {
  write(spdlog::level::info, event, all(fields));
}
void warning(std::string_view event, std::initializer_list<Field> fields) {
  write(spdlog::level::warn, event, all(fields));
}
void error(std::string_view event, std::initializer_list<Field> fields) { write(spdlog::level::err, event, fields); }
void info(std::string_view event, std::span<const Field> fields) { write(spdlog::level::info, event, fields); }

}  // namespace kotori::inline v0::log
