#pragma once
#include "kotori/json/model.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace kotori::inline v0::json {

/// Writes the JSON Schema (2020-12) of types. Objects are defined once each, by the names of their structs, and
/// referred to; everything else stands where it is used.
///
/// What our reader refuses is not always said: a schema counts the characters of a string, the reader its bytes;
/// and 1.0 is an integer to a schema. So all that the reader takes and all that the writer writes fits the schema, but
/// that a null for an optional member is taken, too.
class Schemas {
 public:
  /// What a struct, "Say", and a field of it, "Say.text", are described by. A field without a description of its own
  /// has that of its type, if that has a name.
  using Descriptions = std::map<std::string, std::string, std::less<>>;

  /// `definitions_at` is where definitions() will stand in the document.
  explicit Schemas(std::string definitions_at = "#/$defs/", Descriptions descriptions = {});

  template <class T> std::string schema_of() { return schema_of(model_of<T>()); }
  /// The schema as JSON: a reference if it is an object, which is then defined. Throws std::invalid_argument when two
  /// structs have one name.
  std::string schema_of(const Model& model);

  /// Names and schemas of the objects met so far, in the order of their names.
  const std::map<std::string, std::string>& definitions() const { return definitions_; }

 private:
  void write(std::string& out, const Model& model, const FieldModel& as, std::string_view description);
  void write_keywords(std::string& out, const Model& model, const FieldModel& as);
  void define(const Model& model);
  std::string_view description_of(const Model& owner, const FieldModel& field) const;

  std::string definitions_at_;
  Descriptions descriptions_;
  std::map<std::string_view, const Model*> defined_;
  std::map<std::string, std::string> definitions_;
};

/// A schema that stands alone.
std::string schema_of(const Model& model);
template <class T> std::string schema_of() { return schema_of(model_of<T>()); }

}  // namespace kotori::inline v0::json
