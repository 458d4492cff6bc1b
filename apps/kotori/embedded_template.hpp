#pragma once
#include <span>
#include <string_view>

namespace app {

/// A file of templates/chat.
struct TemplateFile {
  std::string_view path, text;
};

/// The project that `kotori new` begins, as it was when the program was built; tools/embed_template.py writes the
/// table.
std::span<const TemplateFile> embedded_template();

}  // namespace app
