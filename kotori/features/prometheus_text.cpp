#include "kotori/features/prometheus_text.hpp"

#include <fmt/format.h>
#include <iterator>

namespace kotori::inline v0::features {
namespace {

void append_escaped(std::string& text, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
    } else {
      if (c == '\\' || c == '"') text += '\\';
      text += c;
    }
  }
}

}  // namespace

void PrometheusText::family(std::string_view name, std::string_view type, std::string_view help) {
  family_ = name;
  fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

std::string PrometheusText::number(double value) { return fmt::format("{}", value); }

void PrometheusText::sample(double value, Labels labels, std::string_view suffix) {
  begin(labels, suffix);
  text_.append(number(value)).append("\n");
}

void PrometheusText::sample(std::uint64_t value, Labels labels, std::string_view suffix) {
  begin(labels, suffix);
  fmt::format_to(std::back_inserter(text_), "{}\n", value);
}

void PrometheusText::begin(Labels labels, std::string_view suffix) {
  text_.append(family_).append(suffix);
  char before = '{';
  for (const auto& label : labels) {
    text_ += before;
    text_.append(label.name).append("=\"");
    append_escaped(text_, label.value);
    text_ += '"';
    before = ',';
  }
  text_ += labels.size() > 0 ? "} " : " ";
}

}  // namespace kotori::inline v0::features
