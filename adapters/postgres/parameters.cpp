#include "adapters/postgres/parameters.hpp"

#include <algorithm>

namespace adapters::postgres {
namespace {

// Of pg_type, where these never change.
constexpr unsigned type_bigint = 20, type_text = 25, type_texts = 1009, type_bigints = 1016;
constexpr int binary = 1;

}  // namespace

Parameters& Parameters::add(std::string_view text) {
  begin(type_text);
  bytes_ += text;
  end();
  return *this;
}

Parameters& Parameters::add(std::int64_t number) { return add(std::optional{number}); }

Parameters& Parameters::add(std::optional<std::int64_t> number) {
  begin(type_bigint);
  if (number) put(static_cast<std::uint64_t>(*number));
  end(!number);
  return *this;
}

Parameters& Parameters::add(std::span<const std::string_view> texts) {
  begin(type_texts);
  put_head_of_array(texts.size(), false, type_text);
  for (const auto text : texts) {
    put(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
  }
  end();
  return *this;
}

Parameters& Parameters::add(std::span<const std::optional<std::int64_t>> numbers) {
  begin(type_bigints);
  const bool has_null = !std::ranges::all_of(numbers, [](const auto& number) { return number.has_value(); });
  put_head_of_array(numbers.size(), has_null, type_bigint);
  for (const auto& number : numbers) {
    put(number ? std::uint32_t{sizeof *number} : ~std::uint32_t{0});  // -1: NULL
    if (number) put(static_cast<std::uint64_t>(*number));
  }
  end();
  return *this;
}

Parameters::Wire Parameters::wire() const {
  Wire wire;
  for (const auto& place : places_) {
    wire.values.push_back(place.is_null ? nullptr : bytes_.data() + place.begin);
    wire.lengths.push_back(static_cast<int>(place.size));
    wire.formats.push_back(binary);
  }
  return wire;
}

void Parameters::begin(unsigned type) {
  types_.push_back(type);
  places_.push_back({.begin = bytes_.size()});
}

void Parameters::end(bool is_null) {
  auto& place = places_.back();
  place.size = bytes_.size() - place.begin;
  place.is_null = is_null;
}

void Parameters::put(std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes_ += static_cast<char>(number >> static_cast<unsigned>(shift));
}

void Parameters::put(std::uint64_t number) {
  put(static_cast<std::uint32_t>(number >> 32U));
  put(static_cast<std::uint32_t>(number));
}

// array_recv: dimensions, whether there are NULLs, the type; then of the only dimension its size and its first index.
void Parameters::put_head_of_array(std::size_t size, bool has_null, unsigned type) {
  put(std::uint32_t{size == 0 ? 0U : 1U});
  put(std::uint32_t{has_null ? 1U : 0U});
  put(std::uint32_t{type});
  if (size == 0) return;
  put(static_cast<std::uint32_t>(size));
  put(std::uint32_t{1});
}

}  // namespace adapters::postgres
