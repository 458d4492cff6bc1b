#include "kotori/json/writer.hpp"
#include "tools/protocol_docs/documents.hpp"
#include "tools/protocol_docs/layout.hpp"
#include "tools/protocol_docs/vocabulary.hpp"

#include <initializer_list>
#include <utility>

namespace protocol_docs {
namespace {

constexpr std::size_t width = 140;

/// An object of JSON, member by member.
class Object {
 public:
  Object& with(std::string_view name, std::string_view text) {
    writer().key(name);
    writer().string(text);
    return *this;
  }
  Object& with_json(std::string_view name, std::string_view json) {
    writer().key(name);
    out_ += json;
    return *this;
  }
  std::string json() const { return out_ + "}"; }

 private:
  json::Writer writer() { return json::Writer{out_}; }
  std::string out_ = "{";
};

std::string reference(std::string_view to) { return Object{}.with("$ref", to).json(); }

std::string array(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "[" : ",") + part;
  return out.empty() ? "[]" : out + "]";
}

std::string in_channel(std::string_view name) { return reference("#/channels/chat/messages/" + std::string{name}); }
const std::string channel = reference("#/channels/chat");

std::string first_sentence(std::string_view text) { return std::string{text.substr(0, text.find(". "))}; }

/// What comes from a client and how it is answered.
std::string receiving(const Message& command, const std::string& words) {
  std::vector<std::string> replies;
  replies.reserve(command.answers.size() + 1);
  for (const auto answer : command.answers) replies.push_back(in_channel(answer));
  replies.push_back(in_channel("Refused"));
  return Object{}
      .with("action", "receive")
      .with_json("channel", channel)
      .with("summary", first_sentence(words))
      .with_json("messages", array({in_channel(command.model->name)}))
      .with_json("reply", Object{}.with_json("channel", channel).with_json("messages", array(replies)).json())
      .json();
}

std::string sending(const std::vector<Message>& messages, std::string_view summary) {
  std::vector<std::string> all;
  all.reserve(messages.size());
  for (const auto& message : messages) all.push_back(in_channel(message.model->name));
  return Object{}
      .with("action", "send")
      .with_json("channel", channel)
      .with("summary", summary)
      .with_json("messages", array(all))
      .json();
}

std::string operations(const json::Schemas::Descriptions& words) {
  Object all;
  for (const auto& command : from_client()) {
    const std::string name{command.model->name};
    all.with_json("do" + name, receiving(command, words.at(name)));
  }
  all.with_json("tellFacts", sending(facts(), "What a room keeps, told to all who hear it, in the order of seq."));
  all.with_json("tellWhatPasses", sending(passing(), "What is told to all who hear a room, and kept nowhere."));
  all.with_json("tellNotices", sending(notices(), "What one connection is told without having asked."));
  return all.json();
}

std::string component(const json::Model& model, const std::string& words) {
  std::vector<std::string> shown;
  bool has_id = false;
  for (const auto& field : model.fields) has_id = has_id || field.name == "id";
  for (const auto& example : examples())
    if (example.name == model.name) shown.push_back(Object{}.with_json("payload", example.text).json());
  Object message;
  message.with("name", model.tag).with("title", model.name).with("summary", first_sentence(words));
  if (has_id) message.with_json("correlationId", Object{}.with("location", "$message.payload#/id").json());
  return message.with_json("payload", reference("#/components/schemas/" + std::string{model.name}))
      .with_json("examples", array(shown))
      .json();
}

std::vector<Message> all_messages() {
  auto all = from_client();
  for (auto& message : to_client()) all.push_back(std::move(message));
  return all;
}

std::string chat_channel() {
  Object messages;
  for (const auto& message : all_messages()) {
    const std::string name{message.model->name};
    messages.with_json(name, reference("#/components/messages/" + name));
  }
  const auto headers =
      Object{}
          .with("type", "object")
          .with_json("properties", R"({"Sec-WebSocket-Protocol":{"type":"string","const":"kotori.v1"}})")
          .json();
  const auto websocket =
      Object{}.with("method", "GET").with_json("headers", headers).with("bindingVersion", "0.1.0").json();
  return Object{}
      .with("address", "/chat")
      .with("description", "A WebSocket with the subprotocol kotori.v1; each text message is one JSON object.")
      .with_json("messages", messages.json())
      .with_json("bindings", Object{}.with_json("ws", websocket).json())
      .json();
}

std::string components(const json::Schemas::Descriptions& words) {
  json::Schemas schemas{"#/components/schemas/", words};
  Object messages, definitions;
  for (const auto& message : all_messages()) {
    schemas.schema_of(*message.model);
    const std::string name{message.model->name};
    messages.with_json(name, component(*message.model, words.at(name)));
  }
  for (const auto& [name, definition] : schemas.definitions()) definitions.with_json(name, definition);
  return Object{}.with_json("messages", messages.json()).with_json("schemas", definitions.json()).json();
}

}  // namespace

std::string asyncapi() {
  const auto words = descriptions();
  const auto info = Object{}
                        .with("title", "Kotori's chat")
                        .with("version", "1.0.0")
                        .with("description",
                              "The protocol kotori.v1, from the server's side; see docs/protocol.md. "
                              "Made from the shapes in chat/protocol.")
                        .json();
  const auto server = Object{}.with("host", "127.0.0.1:8080").with("protocol", "ws").json();
  const auto document = Object{}
                            .with("asyncapi", "3.0.0")
                            .with_json("info", info)
                            .with("defaultContentType", "application/json")
                            .with_json("servers", Object{}.with_json("local", server).json())
                            .with_json("channels", Object{}.with_json("chat", chat_channel()).json())
                            .with_json("operations", operations(words))
                            .with_json("components", components(words))
                            .json();
  return laid_out(document, width) + "\n";
}

}  // namespace protocol_docs
