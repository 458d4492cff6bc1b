#include "adapters/log_sqlite/findings.hpp"

#include "kotori/json/json.hpp"

#include <stdexcept>

namespace adapters::sqlite {

std::string quoted(const std::string& text) {
  try {
    return kotori::json::write(text);
  } catch (const std::invalid_argument&) {
    return "(no UTF-8)";
  }
}

}  // namespace adapters::sqlite
