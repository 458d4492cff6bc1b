#include "tools/protocol_docs/vocabulary.hpp"

#include "chat/protocol/from_client.hpp"
#include "chat/protocol/to_client.hpp"
#include "tools/protocol_docs/words.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace protocol_docs {
namespace {

using namespace chat::protocol;

std::vector<Message> messages_of(const json::Model& model) {
  std::vector<Message> all;
  all.reserve(model.parts.size());
  for (const auto part : model.parts) all.push_back({&part(), {}});
  return all;
}

bool is_one_of(const json::Model& model, const json::Model& variant) {
  return std::ranges::any_of(variant.parts, [&](auto part) { return &part() == &model; });
}

std::vector<std::string_view> answers_to(const json::Model& command) {
  if (&command == &json::model_of<Hello>()) return {"Welcome"};
  if (&command == &json::model_of<History>() || &command == &json::model_of<Fill>()) return {"HistoryPage"};
  if (&command == &json::model_of<ListRooms>()) return {"RoomList"};
  if (is_one_of(command, json::model_of<Command>())) return {"Ok"};
  return {};
}

void find_objects(const json::Model& model, std::vector<const json::Model*>& found) {
  if (std::ranges::find(found, &model) != found.end()) return;
  if (model.kind == json::Kind::object) found.push_back(&model);
  for (const auto& field : model.fields) find_objects(field.model(), found);
  for (const auto part : model.parts) find_objects(part(), found);
}

std::vector<const json::Model*> objects() {
  std::vector<const json::Model*> found;
  find_objects(json::model_of<FromClient>(), found);
  for (const auto& message : to_client()) find_objects(*message.model, found);
  return found;
}

/// What is said of things, and whether all of it is used.
class Words {
 public:
  explicit Words(const std::map<std::string, std::string>& words) : words_(words) {}

  const std::string* find(const std::string& key) {
    const auto found = words_.find(key);
    if (found == words_.end()) return nullptr;
    used_.insert(key);
    return &found->second;
  }
  std::string of(const std::string& key) {
    if (const auto* text = find(key)) return *text;
    wrong_.push_back("nothing describes " + key);
    return {};
  }
  void expect_all_used() {
    for (const auto& [key, text] : words_)
      if (!used_.contains(key)) wrong_.push_back("there is no " + key + " to describe");
    std::string lines;
    for (const auto& line : wrong_) lines += (lines.empty() ? "" : "\n") + line;
    if (!lines.empty()) throw std::runtime_error(lines);
  }

 private:
  const std::map<std::string, std::string>& words_;
  std::set<std::string> used_;
  std::vector<std::string> wrong_;
};

}  // namespace

const std::vector<Message>& from_client() {
  static const auto all = [] {
    auto commands = messages_of(json::model_of<FromClient>());
    for (auto& command : commands) command.answers = answers_to(*command.model);
    return commands;
  }();
  return all;
}

const std::vector<Message>& answers() {
  static const auto all = messages_of(json::model_of<Answer>());
  return all;
}
const std::vector<Message>& notices() {
  static const auto all = messages_of(json::model_of<Notice>());
  return all;
}
const std::vector<Message>& facts() {
  static const auto all = messages_of(json::model_of<Fact>());
  return all;
}
const std::vector<Message>& passing() {
  static const auto all = [] {
    auto events = messages_of(json::model_of<Event>());
    std::erase_if(events, [](const auto& event) { return is_one_of(*event.model, json::model_of<Fact>()); });
    return events;
  }();
  return all;
}

std::vector<Message> to_client() {
  auto all = answers();
  for (const auto* more : {&notices(), &facts(), &passing()}) all.insert(all.end(), more->begin(), more->end());
  return all;
}

std::vector<const json::Model*> values() {
  auto all = objects();
  std::erase_if(all, [](const auto* object) { return !object->tag.empty(); });
  return all;
}

json::Schemas::Descriptions descriptions() {
  json::Schemas::Descriptions all;
  Words words{words_of_structs_and_fields()};
  for (const auto* object : objects()) {
    const std::string name{object->name};
    all[name] = words.of(name);
    for (const auto& field : object->fields) {
      const auto key = name + "." + std::string{field.name};
      const auto* own = words.find(key);
      const auto* common = own ? own : words.find("." + std::string{field.name});
      all[key] = common ? *common : words.of(key);
    }
  }
  words.expect_all_used();
  return all;
}

std::vector<Code> refusal_codes() {
  std::vector<Code> all;
  Words words{words_of_refusals()};
  for (const auto& [code, name] : json_names(RefusalCode{}))
    all.push_back({std::string{name}, words.of(std::string{name}), refused({}, {code, {}}).retryable});
  words.expect_all_used();
  return all;
}

}  // namespace protocol_docs
