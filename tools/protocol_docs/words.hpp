#pragma once
#include <map>
#include <string>

/// The one place for what is said about each message, field and code, in every document.
namespace protocol_docs {

/// By "Say", "Say.text", or ".room" for every field of that name that has no words of its own.
const std::map<std::string, std::string>& words_of_structs_and_fields();
/// By the name of the code.
const std::map<std::string, std::string>& words_of_refusals();

}  // namespace protocol_docs
