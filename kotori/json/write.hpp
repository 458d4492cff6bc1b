#pragma once
#include "kotori/json/write_value.hpp"

#include <cstddef>
#include <string>

namespace kotori::inline v0::json {

/// Appends a value as JSON, fields in the order of its shape; a member that is an empty optional is left out.
/// What it appends is always valid: a string that is not UTF-8, a number that is not finite and an enum value without a
/// name are bugs of the caller and throw std::invalid_argument, with `out` as it was.
template <class T> void write_to(std::string& out, const T& value) {
  const std::size_t before = out.size();
  try {
    Writer writer{out};
    write_value(writer, value);
  } catch (...) {
    out.resize(before);
    throw;
  }
}

template <class T> std::string write(const T& value) {
  std::string text;
  write_to(text, value);
  return text;
}

}  // namespace kotori::inline v0::json
