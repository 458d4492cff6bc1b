#include "kotori/json/json.hpp"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>

namespace {
namespace json = kotori::json;

struct Person {
  std::string id, name;
  static constexpr auto json = json::shape(json::field("id", &Person::id), json::field("name", &Person::name));
};

struct Said {
  std::string room;
  std::uint64_t seq = 0;
  std::int64_t at = 0;
  Person from;
  std::string client_id, text;
  static constexpr auto json =
      json::shape("said", json::field("room", &Said::room), json::field("seq", &Said::seq),
                  json::field("at", &Said::at), json::field("from", &Said::from),
                  json::field("client_id", &Said::client_id), json::field("text", &Said::text, json::at_most(16'000)));
};

struct Here {
  Person who;
  static constexpr auto json = json::shape("here", json::field("who", &Here::who));
};

using ToClient = std::variant<Here, Said>;

/// A chat message of 268 bytes, Japanese and English, with two escapes.
const Said said{.room = "lobby",
                .seq = 1'234'567,
                .at = 1'795'402'800'123,
                .from = {.id = "u-7f3a", .name = "小鳥"},
                .client_id = "c0ffee00-0000-4000-8000",
                .text =
                    "Good morning おはようございます。 \"Many small birds talk in one tree\" say we,\n"
                    "and so do we: see you at 9."};

void write_a_chat_message(benchmark::State& state) {
  std::string out;
  for (auto _ : state) {
    out.clear();
    json::write_to(out, said);
    benchmark::DoNotOptimize(out.data());
  }
  state.counters["bytes"] = static_cast<double>(out.size());
}
BENCHMARK(write_a_chat_message);

void read_a_chat_message(benchmark::State& state) {
  const std::string text = json::write(said);
  for (auto _ : state) {
    auto read = json::read<ToClient>(text);
    if (!read) std::abort();
    benchmark::DoNotOptimize(read);
  }
  state.counters["bytes"] = static_cast<double>(text.size());
}
BENCHMARK(read_a_chat_message);

/// What of the reading is the parser: checking the whole text and finding its values.
void parse_a_chat_message(benchmark::State& state) {
  const std::string text = json::write(said);
  for (auto _ : state) {
    json::Document document;
    auto root = document.parse(text);
    benchmark::DoNotOptimize(root);
  }
}
BENCHMARK(parse_a_chat_message);

}  // namespace
