#include "kotori/json/schema.hpp"

#include "kotori/json/writer.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <stdexcept>

namespace kotori::inline v0::json {
namespace {

std::string_view type_of(Kind kind) {
  constexpr std::array<std::string_view, 8> types{"boolean", "integer", "number", "string",
                                                  "string",  "array",   "object", "object"};
  return types.at(static_cast<std::size_t>(kind));
}

void keyword(std::string& out, std::string_view name, std::string_view text) {
  Writer writer{out};
  writer.field(name);
  writer.string(text);
}

void write_limits(std::string& out, Kind kind, std::size_t least, std::size_t most) {
  Writer writer{out};
  if (least > 0) {
    writer.field(kind == Kind::array ? "minItems" : kind == Kind::map ? "minProperties" : "minLength");
    writer.natural(kind == Kind::string ? 1 : least);  // of so many bytes one character is sure
  }
  if (most == unlimited) return;
  writer.field(kind == Kind::array ? "maxItems" : kind == Kind::map ? "maxProperties" : "maxLength");
  writer.natural(most);
  if (kind == Kind::string) keyword(out, "$comment", "at most " + std::to_string(most) + " bytes of UTF-8");
}

// Those of 64 bits are more than what some readers of schemas can tell from others.
void write_range(std::string& out, const Model& model, const FieldModel& as) {
  Writer writer{out};
  const bool whole = model.kind == Kind::integer;
  if (!as.minimum.empty() || (whole && model.least > std::numeric_limits<std::int64_t>::min())) {
    writer.field("minimum");
    out += as.minimum.empty() ? std::to_string(model.least) : as.minimum;
  }
  if (!as.maximum.empty() ||
      (whole && model.greatest < static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))) {
    writer.field("maximum");
    out += as.maximum.empty() ? std::to_string(model.greatest) : as.maximum;
  }
}

void write_words(std::string& out, std::string_view keyword, const std::vector<std::string>& words) {
  Writer writer{out};
  writer.field(keyword);
  writer.begin_array();
  for (const auto& word : words) {
    writer.element();
    writer.string(word);
  }
  writer.end_array();
}

}  // namespace

Schemas::Schemas(std::string definitions_at, Descriptions descriptions)
    : definitions_at_(std::move(definitions_at)), descriptions_(std::move(descriptions)) {}

std::string detail::digits(double number) { return fmt::format("{}", number); }

std::string Schemas::schema_of(const Model& model) {
  std::string out;
  write(out, model, {}, {});
  return out;
}

void Schemas::write(std::string& out, const Model& model, const FieldModel& as, std::string_view description) {
  out += '{';
  if (!description.empty()) keyword(out, "description", description);
  if (model.kind == Kind::object) {
    define(model);
    keyword(out, "$ref", definitions_at_ + std::string{model.name});
  } else {
    if (model.kind != Kind::any_of) keyword(out, "type", type_of(model.kind));
    write_keywords(out, model, as);
  }
  out += '}';
}

void Schemas::write_keywords(std::string& out, const Model& model, const FieldModel& as) {
  Writer writer{out};
  write_limits(out, model.kind, as.least, std::min(as.most, model.most));
  if (model.kind == Kind::integer || model.kind == Kind::number) write_range(out, model, as);
  if (model.kind == Kind::choice) write_words(out, "enum", model.words);
  if (model.kind == Kind::array || model.kind == Kind::map) {
    writer.field(model.kind == Kind::array ? "items" : "additionalProperties");
    write(out, model.parts.front()(), {}, {});
  }
  if (model.kind == Kind::any_of) {
    writer.field("oneOf");
    writer.begin_array();
    for (const auto part : model.parts) {
      writer.element();
      write(out, part(), {}, {});
    }
    writer.end_array();
  }
}

void Schemas::define(const Model& model) {
  const auto [found, fresh] = defined_.try_emplace(model.name, &model);
  if (found->second != &model) throw std::invalid_argument("two structs are called " + std::string{model.name});
  if (!fresh) return;
  std::string out = "{";
  Writer writer{out};
  if (const auto text = descriptions_.find(model.name); text != descriptions_.end())
    keyword(out, "description", text->second);
  keyword(out, "type", "object");
  writer.field("properties");
  writer.begin_object();
  std::vector<std::string> required;
  if (!model.tag.empty()) {
    required.emplace_back("type");
    writer.field("type");
    out += '{';
    keyword(out, "const", model.tag);
    out += '}';
  }
  for (const auto& field : model.fields) {
    if (!field.optional) required.emplace_back(field.name);
    writer.field(field.name);
    write(out, field.model(), field, description_of(model, field));
  }
  writer.end_object();
  write_words(out, "required", required);
  definitions_[std::string{model.name}] = out + "}";
}

std::string_view Schemas::description_of(const Model& owner, const FieldModel& field) const {
  const auto own = descriptions_.find(std::string{owner.name} + "." + std::string{field.name});
  if (own != descriptions_.end()) return own->second;
  const auto of_type = descriptions_.find(field.model().name);
  const bool described_there = field.model().kind == Kind::object;
  return of_type == descriptions_.end() || described_there ? std::string_view{} : of_type->second;
}

std::string schema_of(const Model& model) {
  Schemas schemas;
  auto schema = schemas.schema_of(model);
  std::string out = R"({"$schema":"https://json-schema.org/draft/2020-12/schema",)";
  out += std::string_view{schema}.substr(1);
  if (schemas.definitions().empty()) return out;
  out.pop_back();
  Writer writer{out};
  writer.field("$defs");
  writer.begin_object();
  for (const auto& [name, definition] : schemas.definitions()) {
    writer.field(name);
    out += definition;
  }
  writer.end_object();
  return out + "}";
}

}  // namespace kotori::inline v0::json
