#pragma once
#include "kotori/json/model.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Messages as no client should send them, made from what the shapes say: a message or field that is added is in them.
namespace chat::protocol::test {

namespace json = kotori::json;

/// A message in which one thing is wrong, or at least odd.
struct Spoiled {
  std::string path;         ///< of the field that was spoiled
  std::string text;         ///< the whole message
  bool may_fit = false;     ///< what stands there is still of the right type
  bool well_formed = true;  ///< it is JSON
};

namespace detail {

/// What may stand in place of a field, and for which kinds of fields it is right.
struct Stand {
  std::string text;
  std::vector<json::Kind> fits;
  bool null = false;
  bool well_formed = true;
};

inline std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }
inline std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

inline const std::vector<Stand>& stands() {
  using enum json::Kind;
  static const std::vector<Stand> all{
      {.text = "null", .null = true},
      {.text = "true", .fits = {boolean}},
      {.text = "false", .fits = {boolean}},
      {.text = "0", .fits = {integer, number}},
      {.text = "7", .fits = {integer, number}},
      {.text = "-1", .fits = {integer, number}},
      {.text = "-9223372036854775808", .fits = {integer, number}},
      {.text = "4294967296", .fits = {integer, number}},
      {.text = "18446744073709551615", .fits = {integer, number}},
      {.text = "18446744073709551616", .well_formed = false},
      {.text = "1.5", .fits = {number}},
      {.text = "1.0", .fits = {number}},
      {.text = "1e3", .fits = {number}},
      {.text = "-0.0", .fits = {number}},
      {.text = "1e999", .well_formed = false},
      {.text = "01", .well_formed = false},
      {.text = "NaN", .well_formed = false},
      {.text = R"("")", .fits = {string}},
      {.text = R"("text")", .fits = {string}},
      {.text = R"("1")", .fits = {string}},
      {.text = R"("\u0000")", .fits = {string}},
      {.text = R"("\u202Ea\uFEFF")", .fits = {string}},
      {.text = R"("\uD800")", .well_formed = false},
      {.text = "\"\xFF\"", .well_formed = false},
      {.text = "\"a\nb\"", .well_formed = false},
      {.text = in_quotes(std::string(100'000, 'x')), .fits = {string}},
      {.text = "[]", .fits = {array}},
      {.text = "[null]"},
      {.text = "[[]]"},
      {.text = R"(["text"])"},
      {.text = nested(20)},
      {.text = nested(100), .well_formed = false},
      {.text = nested(100'000), .well_formed = false},
      {.text = "{}", .fits = {map}},
      {.text = R"({"type":"say"})", .fits = {map}},
      {.text = R"({"":{"":{}}})", .fits = {map}},
      {.text = "", .well_formed = false},
      {.text = "text", .well_formed = false},
      {.text = "'text'", .well_formed = false},
  };
  return all;
}

struct Piece {
  std::string name, value;
};

inline std::string joined(const std::vector<Piece>& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += (text.empty() ? "{" : ",") + in_quotes(piece.name) + ":" + piece.value;
  return text.empty() ? "{}" : text + "}";
}

}  // namespace detail

/// A message that fits, with every field given: but a history is asked for in one direction.
inline std::string sound(const json::Model& model);

namespace detail {

inline std::vector<Piece> pieces_of(const json::Model& model) {
  std::vector<Piece> pieces;
  if (!model.tag.empty()) pieces.push_back({"type", in_quotes(model.tag)});
  for (const auto& field : model.fields) {
    if (model.tag == "history" && (field.name == "after" || field.name == "around")) continue;
    pieces.push_back({std::string{field.name}, sound(field.model())});
  }
  return pieces;
}

/// The message with another text for a field, which it may not have had.
inline std::string with(std::vector<Piece> pieces, const std::string& name, std::string value) {
  const auto found = std::ranges::find(pieces, name, &Piece::name);
  if (found == pieces.end()) {
    pieces.push_back({name, std::move(value)});
  } else {
    found->value = std::move(value);
  }
  return joined(pieces);
}

inline std::string without(std::vector<Piece> pieces, const std::string& name) {
  std::erase_if(pieces, [&](const auto& piece) { return piece.name == name; });
  return joined(pieces);
}

inline std::string repeated(std::string_view text, std::size_t count, std::string_view between = "") {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += (i > 0 ? std::string{between} : "") + std::string{text};
  return all;
}

inline std::vector<Spoiled> spoiled_value(const json::Model& model, std::size_t most, const std::string& path);

inline std::vector<Spoiled> spoiled_object(const json::Model& model, const std::string& path) {
  std::vector<Spoiled> all;
  const auto pieces = pieces_of(model);
  const auto inside = [&](std::string_view name) { return (path.empty() ? "" : path + ".") + std::string{name}; };
  if (!model.tag.empty())
    for (const auto& stand : stands())
      all.push_back({"type", with(pieces, "type", stand.text), false, stand.well_formed});
  for (const auto& field : model.fields) {
    const std::string name{field.name};
    const auto& type = field.model();
    for (const auto& stand : stands()) {
      const bool fits = stand.null ? field.optional : std::ranges::find(stand.fits, type.kind) != stand.fits.end();
      all.push_back({inside(name), with(pieces, name, stand.text), fits, stand.well_formed});
    }
    all.push_back({inside(name), without(pieces, name), field.optional});
    auto twice = pieces;
    twice.push_back({name, sound(type)});
    if (std::ranges::find(pieces, name, &Piece::name) == pieces.end()) twice.push_back({name, sound(type)});
    all.push_back({inside(name), joined(twice)});
    for (auto& deeper : spoiled_value(type, std::min(field.most, type.most), inside(name)))
      all.push_back(
          {std::move(deeper.path), with(pieces, name, std::move(deeper.text)), deeper.may_fit, deeper.well_formed});
  }
  return all;
}

/// What is within a value, or its size, spoiled.
inline std::vector<Spoiled> spoiled_value(const json::Model& model, std::size_t most, const std::string& path) {
  if (model.kind == json::Kind::object) return spoiled_object(model, path);
  std::vector<Spoiled> all;
  if (model.kind == json::Kind::string && most != json::unlimited) {
    all.push_back({path, in_quotes(repeated("x", most)), true});
    all.push_back({path, in_quotes(repeated("x", most + 1))});
    all.push_back({path, in_quotes(repeated("小", most / 3 + 1))});
  }
  if (model.kind == json::Kind::array) {
    const auto& entry = model.parts.front()();
    if (most != json::unlimited) all.push_back({path, "[" + repeated(sound(entry), most + 1, ",") + "]"});
    for (auto& deeper : spoiled_value(entry, entry.most, path + "[0]"))
      all.push_back({std::move(deeper.path), "[" + deeper.text + "]", deeper.may_fit, deeper.well_formed});
  }
  return all;
}

}  // namespace detail

inline std::string sound(const json::Model& model) {
  switch (model.kind) {
    case json::Kind::boolean: return "true";
    case json::Kind::integer:
    case json::Kind::number: return "1";
    case json::Kind::string: return R"("x")";
    case json::Kind::choice: return detail::in_quotes(model.words.front());
    case json::Kind::array: return "[" + sound(model.parts.front()()) + "]";
    case json::Kind::map: return R"({"x":)" + sound(model.parts.front()()) + "}";
    case json::Kind::any_of: return sound(model.parts.front()());
    case json::Kind::object: break;
  }
  return detail::joined(detail::pieces_of(model));
}

/// The message with each of its fields, at any depth, replaced by everything else that JSON has and by what is no JSON,
/// left out, given twice, and larger than its cap.
inline std::vector<Spoiled> spoiled(const json::Model& message) { return detail::spoiled_object(message, ""); }

}  // namespace chat::protocol::test
