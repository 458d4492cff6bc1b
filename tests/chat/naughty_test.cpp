#include "adapters/log_sqlite/test_directory.hpp"
#include "chat/model/text.hpp"
#include "kotori/json/json.hpp"
#include "tests/chat/clients.hpp"
#include "tests/chat/naughty_strings.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

/// Texts of all kinds that are known to break programs come back byte for byte, or are refused for a stated reason.
namespace {

std::string code_of(const Refused& refused) {
  for (const auto& [code, name] : json_names(refused.code))
    if (code == refused.code) return std::string{name};
  return {};
}

}  // namespace

TEST(NaughtyStrings, AreMany) { EXPECT_GT(naughty_strings().all_said().size(), 500U); }

TEST(NaughtyStrings, GoThroughJsonByteForByte) {
  for (const auto& text : naughty_strings().all_said()) {
    EXPECT_EQ(chat::fault_of_text(text), std::nullopt) << text;
    const auto command = read_command(kotori::json::write(Say{"1", chat::lobby, {"c"}, text, {}}));
    ASSERT_TRUE(command) << text;
    EXPECT_EQ(std::get<Say>(*command).text, text);
    const auto told = kotori::json::read<Event>(to_text(Event{Said{.text = text}}));
    ASSERT_TRUE(told) << text;
    EXPECT_EQ(std::get<Said>(*told).text, text);
  }
}

TEST(NaughtyStrings, AreHeardAndReadByteForByte) {
  const adapters::TestDirectory directory;
  const auto texts = naughty_strings().all_said();
  {
    Chat chat{directory.path()};
    JsonClient ann{chat}, bob{chat};
    ann.enters();
    bob.enters();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      ann.says(texts[i], std::to_string(i));
      ASSERT_EQ(texts_of(bob.hears()), std::vector{texts[i]});
    }
  }
  Chat chat{directory.path()};
  JsonClient carl{chat};
  carl.enters();
  std::vector<std::string> read;
  for (chat::Seq last; read.size() < texts.size();) {
    const auto page = carl.reads({.id = "page", .room = chat::lobby, .after = last});
    ASSERT_FALSE(page.facts.empty());
    for (auto& text : texts_of(page.facts)) read.push_back(std::move(text));
    last = seq_of(page.facts.back());
  }
  EXPECT_EQ(read, texts);
}

TEST(NaughtyStrings, WithNothingToSeeOrWithControlsAreRefusedAndNotKept) {
  const adapters::TestDirectory directory;
  Chat chat{directory.path()};
  JsonClient ann{chat};
  ann.enters();
  std::size_t count = 0;
  for (const auto& [code, texts] : naughty_strings().refused)
    for (const auto& text : texts)
      EXPECT_EQ(code_of(ann.says<Refused>(text, std::to_string(++count))), code) << testing::PrintToString(text);
  EXPECT_TRUE(ann.reads({.id = "page", .room = chat::lobby}).facts.empty());
}
