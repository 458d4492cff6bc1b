#pragma once
#include "kotori/base/result.hpp"
#include "kotori/json/document.hpp"
#include "kotori/json/error.hpp"
#include "kotori/json/read_value.hpp"

#include <string_view>
#include <utility>

namespace kotori::inline v0::json {

/// The T that a JSON text holds: a described struct, a variant of tagged ones, or any kind of member (see shape.hpp).
/// The text is checked whole before anything is read. Members without a field are ignored; a field given twice is
/// refused. Errors: malformed (not JSON, not UTF-8), misfit (missing, of the wrong type or range), too_large (limit,
/// depth); with the path to the culprit and a sentence for people: {misfit, "facts[3].text must be a string",
/// "facts[3].text"}. T is value-initialised first. Memory is bounded by the text, but a vector of large structs
/// multiplies it: give it at_most.
template <class T> Result<T> read(std::string_view text) {
  Document document;
  auto root = document.parse(text);
  if (!root) return std::unexpected(as_sentence(std::move(root.error())));
  T value{};
  if (auto read = read_value(*root, value); !read) return std::unexpected(as_sentence(std::move(read.error())));
  return value;
}

}  // namespace kotori::inline v0::json
