#include "tools/protocol_docs/documents.hpp"
#include "tools/protocol_docs/layout.hpp"
#include "tools/protocol_docs/vocabulary.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

namespace protocol_docs {
namespace {

constexpr std::size_t width = 120;

std::string in_code(std::string_view text) { return "`" + std::string{text} + "`"; }

std::string with_cap(std::string text, std::size_t most, std::string_view of_what) {
  if (most == json::unlimited) return text;
  return text + ", at most " + std::to_string(most) + std::string{of_what};
}

/// To the heading of a struct in this page.
std::string link_to(std::string_view name) {
  std::string anchor{name};
  std::ranges::transform(anchor, anchor.begin(), [](unsigned char c) { return std::tolower(c); });
  return "[" + std::string{name} + "](#" + anchor + ")";
}

bool are_facts(const json::Model& model) {
  return model.parts.size() == facts().size() && &model.parts.front()() == facts().front().model;
}

std::string type_of(const json::Model& model, std::size_t field_most) {
  const auto most = std::min(model.most, field_most);
  switch (model.kind) {
    case json::Kind::boolean: return "boolean";
    case json::Kind::integer: return model.least < 0 ? "integer" : "integer from 0";
    case json::Kind::number: return "number";
    case json::Kind::string: return with_cap("string", most, " bytes");
    case json::Kind::choice: return "one of the codes below";
    case json::Kind::array: return with_cap("array of " + type_of(model.parts.front()(), json::unlimited), most, "");
    case json::Kind::map: return with_cap("object of " + type_of(model.parts.front()(), json::unlimited), most, "");
    case json::Kind::object: return link_to(model.name);
    case json::Kind::any_of: break;
  }
  return are_facts(model) ? "[fact](#facts)" : "one of several";
}

std::string table_of(const json::Model& model, const json::Schemas::Descriptions& words) {
  if (model.fields.empty()) return {};
  std::string rows = "| field | type | |\n| --- | --- | --- |\n";
  for (const auto& field : model.fields)
    rows += "| " + in_code(field.name) + (field.optional ? ", optional" : "") + " | " +
            type_of(field.model(), field.most) + " | " +
            words.at(std::string{model.name} + "." + std::string{field.name}) + " |\n";
  return rows + "\n";
}

std::string examples_of(std::string_view name) {
  std::string lines;
  for (const auto& example : examples())
    if (example.name == name) lines += laid_out(example.text, width) + "\n";
  return "```json\n" + lines + "```\n";
}

std::string tag_of(std::string_view name) {
  for (const auto& message : to_client())
    if (message.model->name == name) return in_code(message.model->tag);
  throw std::runtime_error("there is no answer " + std::string{name});
}

std::string answers_line(const Message& command) {
  std::string names;
  for (const auto answer : command.answers) names += tag_of(answer);
  if (names.empty()) return "\nNot answered, unless it is `refused`.\n";
  return "\nAnswered by " + names + " or `refused`.\n";
}

/// The message's section, under a heading.
std::string section_of(const Message& message, bool is_command, const json::Schemas::Descriptions& words) {
  const auto& model = *message.model;
  return "### " + std::string{model.tag} + "\n\n" + words.at(std::string{model.name}) + "\n\n" +
         table_of(model, words) + examples_of(model.name) + (is_command ? answers_line(message) : "");
}

std::string values_section(const json::Schemas::Descriptions& words) {
  std::string text;
  for (const auto* value : values())
    text += "### " + std::string{value->name} + "\n\n" + words.at(std::string{value->name}) + "\n\n" +
            table_of(*value, words);
  text.pop_back();
  return text;
}

std::string refusals_table() {
  std::string rows = "| code | when | `retryable` |\n| --- | --- | --- |\n";
  for (const auto& code : refusal_codes())
    rows += "| " + in_code(code.name) + " | " + code.when + " | " + (code.retryable ? "yes" : "no") + " |\n";
  return rows;
}

/// What the template asks for, by name.
class Inserts {
 public:
  std::string of(std::string_view wanted) {
    if (wanted == "values") return values_section(words_);
    if (wanted == "refusals") return refusals_table();
    constexpr std::string_view message = "message ";
    if (!wanted.starts_with(message)) throw std::runtime_error("the template asks for " + std::string{wanted});
    return message_called(wanted.substr(message.size()));
  }

  void expect_all_asked_for() const {
    auto messages = to_client();
    messages.insert(messages.end(), from_client().begin(), from_client().end());
    for (const auto& message : messages)
      if (!asked_for_.contains(message.model->name))
        throw std::runtime_error("the template does not ask for message " + std::string{message.model->name});
  }

 private:
  std::string message_called(std::string_view name) {
    if (!asked_for_.emplace(name).second) throw std::runtime_error("the template asks twice for " + std::string{name});
    for (const auto& message : from_client())
      if (message.model->name == name) return section_of(message, true, words_);
    for (const auto& message : to_client())
      if (message.model->name == name) return section_of(message, false, words_);
    throw std::runtime_error("the template asks for message " + std::string{name});
  }

  json::Schemas::Descriptions words_ = descriptions();
  std::set<std::string, std::less<>> asked_for_;
};

}  // namespace

std::string guide(std::string_view text) {
  Inserts inserts;
  std::string out;
  for (std::size_t open = 0; (open = text.find("{{")) != text.npos;) {
    const auto close = text.find("}}\n", open);
    if (close == text.npos) throw std::runtime_error("the template opens {{ and does not close it");
    out += text.substr(0, open);
    out += inserts.of(text.substr(open + 2, close - open - 2));
    text.remove_prefix(close + 3);
  }
  inserts.expect_all_asked_for();
  return out.append(text);
}

}  // namespace protocol_docs
