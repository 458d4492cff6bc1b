#pragma once
#include "kotori/routing/embedded_file.hpp"

#include <span>

namespace app {

/// The browser client as it was when the program was built; tools/embed_files.py writes the table.
std::span<const kotori::EmbeddedFile> embedded_web();

}  // namespace app
