#pragma once
#include <string>
#include <string_view>

/// The documents, whole. All throw std::runtime_error when something in them is not described.
namespace protocol_docs {

/// docs/protocol.md: the template with `{{message Say}}`, `{{values}}` and `{{refusals}}` filled in. Every message must
/// be asked for once.
std::string guide(std::string_view template_text);
/// docs/protocol/schema.json: JSON Schema 2020-12.
std::string schema();
/// docs/protocol/asyncapi.json: AsyncAPI 3.0, from the server's side.
std::string asyncapi();

}  // namespace protocol_docs
