#include "tools/protocol_docs/documents.hpp"
#include "tools/protocol_docs/vocabulary.hpp"

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

/// kotori_protocol_docs --check TEMPLATE DOCS   fails when what is in the folder DOCS is not what the shapes say
/// kotori_protocol_docs --write TEMPLATE DOCS   writes it there
/// kotori_protocol_docs --examples              one line for each example: the struct's name, a space, the message
namespace {

using namespace protocol_docs;
using Path = std::filesystem::path;

std::string contents(const Path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator{file}, {}};
}

std::map<Path, std::string> documents(const Path& page_template, const Path& folder) {
  const auto page = contents(page_template);
  if (page.empty()) throw std::runtime_error("there is no template " + page_template.string());
  return {{folder / "protocol.md", guide(page)},
          {folder / "protocol/schema.json", schema()},
          {folder / "protocol/asyncapi.json", asyncapi()}};
}

int check(const Path& page_template, const Path& folder) {
  bool same = true;
  for (const auto& [path, text] : documents(page_template, folder))
    if (contents(path) != text) {
      std::cerr << path.string() << " is not what the shapes in chat/protocol say; ./run docs --fix renews it\n";
      same = false;
    }
  return same ? 0 : 1;
}

int write(const Path& page_template, const Path& folder) {
  for (const auto& [path, text] : documents(page_template, folder)) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file{path, std::ios::binary};
    file << text;
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
  }
  return 0;
}

int print_examples() {
  for (const auto& example : examples()) std::cout << example.name << ' ' << example.text << '\n';
  return 0;
}

}  // namespace

int main(int count, char** words) try {
  const std::string_view what = count > 1 ? words[1] : "";
  if (what == "--check" && count == 4) return check(words[2], words[3]);
  if (what == "--write" && count == 4) return write(words[2], words[3]);
  if (what == "--examples" && count == 2) return print_examples();
  std::cerr << "usage: kotori_protocol_docs --check TEMPLATE DOCS | --write TEMPLATE DOCS | --examples\n";
  return 2;
} catch (const std::exception& error) {
  std::cerr << "kotori_protocol_docs: " << error.what() << '\n';
  return 1;
}
