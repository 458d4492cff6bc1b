#include "apps/kotori/new_project.hpp"

#include "apps/kotori/embedded_template.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace app {
namespace {

namespace files = std::filesystem;

// Ninja and Make have targets of these names, and the template's own are the last two.
constexpr std::string_view taken[] = {"all",     "clean",         "edit_cache", "help",   "install",
                                      "package", "rebuild_cache", "test",       "routes", "chat_test"};

// In the template the project is called chat, here:
constexpr std::string_view says_name[] = {"project(chat", "build/dev/chat"};
constexpr std::string_view name_there = "chat";

bool is_plain(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '_' || letter == '-';
}

std::string renamed(std::string_view text, std::string_view name) {
  std::string result{text};
  for (const auto phrase : says_name)
    for (auto at = result.find(phrase); at != result.npos; at = result.find(phrase, at + phrase.size()))
      result.replace(at + phrase.size() - name_there.size(), name_there.size(), name);
  return result;
}

void make_empty_directory(const files::path& directory) {
  std::error_code failed;
  files::create_directories(directory, failed);
  if (failed) throw std::runtime_error{fmt::format("{} cannot be made: {}", directory.string(), failed.message())};
  if (!files::is_empty(directory, failed) || failed)
    throw std::runtime_error{
        fmt::format("{} is not empty; name a directory that is, or a new one", directory.string())};
}

void write(const files::path& path, std::string_view text) {
  files::create_directories(path.parent_path());
  std::ofstream file{path, std::ios::binary};
  file << text << std::flush;
  if (!file)
    throw std::system_error{errno, std::generic_category(), fmt::format("{} cannot be written", path.string())};
}

}  // namespace

std::string project_name(const files::path& directory) {
  auto full = files::absolute(directory).lexically_normal();
  if (!full.has_filename()) full = full.parent_path();
  auto name = full.filename().string();
  std::ranges::replace_if(name, [](char letter) { return !is_plain(letter); }, '-');
  name.erase(0, name.find_first_not_of('-'));
  if (name.empty()) return "chat";
  const auto of_the_library = name.starts_with("kotori");
  return of_the_library || std::ranges::find(taken, name) != std::end(taken) ? name + "-chat" : name;
}

int new_project(const NewSettings& settings) {
  const files::path directory{settings.directory};
  const auto name = project_name(directory);
  make_empty_directory(directory);
  for (const auto& [path, text] : embedded_template()) write(directory / path, renamed(text, name));
  fmt::print(
      "{0} holds a chat server of your own, with its page and its test. Configure, build, test and start it:\n"
      "  cd {0}\n"
      "  cmake --workflow --preset dev\n"
      "  build/dev/{1}\n"
      "Then open http://127.0.0.1:8080/. If CMake does not find Kotori, README.md says how to tell it.\n",
      settings.directory, name);
  return EXIT_SUCCESS;
}

}  // namespace app
