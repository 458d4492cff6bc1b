#include "fuzz/input.hpp"
#include "kotori/json/test_shapes.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

/// Any bytes are read as a message and as a struct of every kind. What is read can be written and reads back the same,
/// as the same text; what is refused is refused with a short sentence in UTF-8; and whatever text or number is written
/// is read again, or is not written at all.
namespace {

using namespace kotori;
using fuzz::expect;

void expect_kind(const Error& error) {
  // At most 32 names, each cut to 48 bytes, and what was expected.
  expect(!error.message.empty() && error.message.size() < 4096 && error.path.size() < 2048);
  expect(error.message.starts_with(error.path));
  (void)json::write(json::test::Rename{error.message + error.path});  // throws if it is not UTF-8
}

template <class T> void read_back(std::string_view text) {
  const auto first = json::read<T>(text);
  if (!first) return expect_kind(first.error());
  const auto written = json::write(*first);
  const auto second = json::read<T>(written);
  expect(second && *second == *first && json::write(*second) == written);
}

void write_text(std::string_view text) {
  const json::test::Rename rename{std::string(text)};
  json::test::Everything everything{.text = rename.name, .note = rename.name, .message = rename};
  everything.heads.emplace(rename.name, json::test::Seq{text.size()});
  std::string out = "[";
  try {
    json::write_to(out, everything);
    const auto again = json::read<json::test::Everything>(out.substr(1));
    expect(again && *again == everything);
    out.back() = ',';
    expect(!json::read<json::test::Everything>(out.substr(1) + "\"text\":\"\"}"));  // given twice
  } catch (const std::invalid_argument&) {
    expect(out == "[");
    expect(!json::read<json::test::Rename>("{\"type\":\"rename\",\"name\":\"" + rename.name + "\"}"));
  }
}

void write_number(std::string_view text) {
  std::array<char, sizeof(double)> bytes{};
  std::ranges::copy(text.substr(0, bytes.size()), bytes.begin());
  const json::test::Everything everything{.number = std::bit_cast<double>(bytes)};
  try {
    const auto again = json::read<json::test::Everything>(json::write(everything));
    expect(again && again->number == everything.number);
  } catch (const std::invalid_argument&) {
    expect(!std::isfinite(everything.number));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  read_back<json::test::FromClient>(text);
  read_back<json::test::Everything>(text);
  write_text(text);
  write_number(text);
  return 0;
}
