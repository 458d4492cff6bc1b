#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

/// How the work of a parser grows with what it is given, counted, not timed.
namespace hardening {

/// What a call does: the branches it takes in our code, the bytes that it lets memcpy and its like look at, and those
/// that zlib and simdjson's UTF-8 check are given. The same on any machine. The call is made twice, so that what is
/// made only once does not count.
std::uint64_t work_of(const std::function<void()>& call);

/// Something to parse, of a size that can be chosen. Making it is no work; doing it is.
struct Shape {
  const char* what;
  std::function<std::function<void()>(std::size_t size)> of_size;
};

/// The work for `size`, 2 * size, 4 * size and 8 * size.
std::vector<std::uint64_t> work_as_it_doubles(const Shape& shape, std::size_t size);

/// At most 2.3 times the work for twice the size, and it does grow: what is refused at once says nothing.
bool is_linear(const std::vector<std::uint64_t>& work);

/// Expects that of each shape.
void expect_linear(const std::vector<Shape>& shapes, std::size_t size = 1'000);

}  // namespace hardening
