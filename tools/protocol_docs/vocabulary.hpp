#pragma once
#include "kotori/json/model.hpp"
#include "kotori/json/schema.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The messages of `kotori.v1`, and what is said about each in every document.
namespace protocol_docs {

namespace json = kotori::json;

struct Message {
  const json::Model* model = nullptr;
  std::vector<std::string_view> answers;  ///< names of structs; a command that is done is answered by one of these
};

const std::vector<Message>& from_client();
const std::vector<Message>& answers();
const std::vector<Message>& notices();
const std::vector<Message>& facts();
/// What everyone in a room is told, and is no fact.
const std::vector<Message>& passing();
/// All that the server says.
std::vector<Message> to_client();

/// The objects that stand inside messages, in the order in which they are met.
std::vector<const json::Model*> values();

/// Of every struct and every field of it. Throws std::runtime_error, with one line for each, when some lack a
/// description or some descriptions are of nothing.
json::Schemas::Descriptions descriptions();

struct Code {
  std::string name, when;
  bool retryable = false;
};
/// Throws likewise.
std::vector<Code> refusal_codes();

struct Example {
  std::string_view name;  ///< of the struct
  std::string text;
};
/// Of every message at least one, as the two sides write them. Throws likewise.
const std::vector<Example>& examples();

}  // namespace protocol_docs
