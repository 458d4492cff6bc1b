#include "adapters/bus_messages/letter.hpp"

#include "kotori/json/json.hpp"

namespace adapters {

std::string to_text(const Letter& letter) { return kotori::json::write(letter); }

std::optional<Letter> read_letter(std::string_view text) {
  auto letter = kotori::json::read<Letter>(text);
  if (!letter) return std::nullopt;
  return std::move(*letter);
}

}  // namespace adapters
