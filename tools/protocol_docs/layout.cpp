#include "tools/protocol_docs/layout.hpp"

#include <vector>

namespace protocol_docs {
namespace {

std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (++at; json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return at + 1;
}

/// What stands between the brackets, parted at the commas of this level.
std::vector<std::string_view> parts_of(std::string_view inside) {
  std::vector<std::string_view> parts;
  std::size_t depth = 0, begin = 0, at = 0;
  while (at < inside.size()) {
    const char c = inside[at];
    if (c == '"') {
      at = end_of_string(inside, at);
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c == ',' && depth == 0) {
      parts.push_back(inside.substr(begin, at - begin));
      begin = at + 1;
    }
    ++at;
  }
  if (begin < inside.size()) parts.push_back(inside.substr(begin));
  return parts;
}

/// The name of a member with its colon; empty in an array.
std::string_view name_of(std::string_view part, bool in_object) {
  return in_object ? part.substr(0, end_of_string(part, 0) + 1) : std::string_view{};
}

void lay_out(std::string& out, std::string_view json, std::size_t width, std::size_t indent) {
  const bool nests = json.front() == '{' || json.front() == '[';
  const auto line = out.size() - (out.rfind('\n') + 1);  // npos + 1 is 0
  if (!nests || line + json.size() <= width) {
    out += json;
    return;
  }
  out += json.front();
  bool first = true;
  for (auto part : parts_of(json.substr(1, json.size() - 2))) {
    out += (first ? "\n" : ",\n") + std::string(indent + 2, ' ');
    first = false;
    const auto name = name_of(part, json.front() == '{');
    out += name;
    if (!name.empty()) out += ' ';
    part.remove_prefix(name.size());
    lay_out(out, part, width, indent + 2);
  }
  out += "\n" + std::string(indent, ' ') + json.back();
}

}  // namespace

std::string laid_out(std::string_view json, std::size_t width) {
  std::string out;
  lay_out(out, json, width, 0);
  return out;
}

}  // namespace protocol_docs
