#include "adapters/log_rows/findings.hpp"

#include "kotori/json/json.hpp"

#include <stdexcept>

namespace adapters {

std::string quoted(std::string_view text) {
  try {
    return kotori::json::write(std::string{text});
  } catch (const std::invalid_argument&) {
    return "(no UTF-8)";
  }
}

}  // namespace adapters
