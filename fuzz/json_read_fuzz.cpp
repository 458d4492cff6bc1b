#include "kotori/json/test_shapes.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Any bytes are read as a message and as a struct of every kind. What is read can be written, and reads back the same.
namespace {

template <class T> void read_back(std::string_view text) {
  const auto first = kotori::json::read<T>(text);
  if (!first) {
    if (first.error().message.empty()) std::abort();
    return;
  }
  const auto second = kotori::json::read<T>(kotori::json::write(*first));
  if (!second || *second != *first) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  read_back<kotori::json::test::FromClient>(text);
  read_back<kotori::json::test::Everything>(text);
  return 0;
}
