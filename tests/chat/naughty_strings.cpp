#include "tests/chat/naughty_strings.hpp"

#include "kotori/json/read.hpp"
#include "kotori/json/shape.hpp"

#include <cstddef>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace json = kotori::json;

namespace {

struct Long {
  std::string part;
  std::size_t times = 0;
  static constexpr auto json = json::shape(json::field("part", &Long::part), json::field("times", &Long::times));
};

struct File {
  std::map<std::string, std::vector<std::string>> said;
  std::vector<Long> said_long;
  std::map<std::string, std::vector<std::string>> refused;
  static constexpr auto json = json::shape(json::field("said", &File::said), json::field("said_long", &File::said_long),
                                           json::field("refused", &File::refused));
};

std::string written_out(const Long& text) {
  std::string all;
  for (std::size_t i = 0; i < text.times; ++i) all += text.part;
  return all;
}

}  // namespace

std::vector<std::string> NaughtyStrings::all_said() const {
  std::vector<std::string> all;
  for (const auto& [kind, texts] : said) all.insert(all.end(), texts.begin(), texts.end());
  return all;
}

NaughtyStrings naughty_strings() {
  std::ifstream stream{KOTORI_TEST_DATA "/naughty_strings.json", std::ios::binary};
  const std::string text{std::istreambuf_iterator{stream}, {}};
  auto file = json::read<File>(text);
  if (!file) throw std::runtime_error("naughty_strings.json: " + file.error().message);
  NaughtyStrings naughty{std::move(file->said), std::move(file->refused)};
  for (const auto& each : file->said_long) naughty.said["long ones"].push_back(written_out(each));
  return naughty;
}
