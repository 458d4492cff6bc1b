#include "kotori/json/writer.hpp"
#include "tools/protocol_docs/documents.hpp"
#include "tools/protocol_docs/layout.hpp"
#include "tools/protocol_docs/vocabulary.hpp"

namespace protocol_docs {
namespace {

constexpr std::size_t width = 140;

std::string one_of(json::Schemas& schemas, const std::vector<Message>& messages, std::string_view description) {
  std::string out = "{";
  json::Writer writer{out};
  writer.field("description");
  writer.string(description);
  writer.field("oneOf");
  writer.begin_array();
  for (const auto& message : messages) {
    writer.element();
    out += schemas.schema_of(*message.model);
  }
  writer.end_array();
  return out + "}";
}

}  // namespace

std::string schema() {
  json::Schemas schemas{"#/$defs/", descriptions()};
  const auto commands = one_of(schemas, from_client(), "What a client says.");
  const auto told = one_of(schemas, to_client(), "What the server says.");
  std::string out = "{";
  json::Writer writer{out};
  writer.field("$schema");
  writer.string("https://json-schema.org/draft/2020-12/schema");
  writer.field("title");
  writer.string("kotori.v1");
  writer.field("description");
  writer.string("A message of the protocol kotori.v1; see docs/protocol.md. Made from the shapes in chat/protocol.");
  writer.field("anyOf");
  out += R"([{"$ref":"#/$defs/FromClient"},{"$ref":"#/$defs/ToClient"}])";
  writer.field("$defs");
  writer.begin_object();
  writer.field("FromClient");
  out += commands;
  writer.field("ToClient");
  out += told;
  for (const auto& [name, definition] : schemas.definitions()) {
    writer.field(name);
    out += definition;
  }
  writer.end_object();
  writer.end_object();
  return laid_out(out, width) + "\n";
}

}  // namespace protocol_docs
