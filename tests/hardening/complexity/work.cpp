#include "tests/hardening/complexity/work.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string_view>
#include <zlib.h>

namespace hardening {
unsigned long long work_done = 0;
}
using hardening::work_done;

// What the compiler calls at each branch of what is counted.
extern "C" void __sanitizer_cov_trace_pc_guard_init(std::uint32_t* first, std::uint32_t* last) {
  std::fill(first, last, 1);
}
extern "C" void __sanitizer_cov_trace_pc_guard(std::uint32_t*) { ++work_done; }

// What libraries do for us is no branch of ours, either.
extern "C" {
int __real_inflate(z_streamp zlib, int flush);
int __wrap_inflate(z_streamp zlib, int flush) {
  const auto before = zlib->avail_in + zlib->avail_out;
  const int told = __real_inflate(zlib, flush);
  work_done += before - zlib->avail_in - zlib->avail_out;
  return told;
}
int __real_deflate(z_streamp zlib, int flush);
int __wrap_deflate(z_streamp zlib, int flush) {
  const auto before = zlib->avail_in + zlib->avail_out;
  const int told = __real_deflate(zlib, flush);
  work_done += before - zlib->avail_in - zlib->avail_out;
  return told;
}
bool __real__ZN8simdjson13validate_utf8EPKcm(const char* text, std::size_t size) noexcept;
bool __wrap__ZN8simdjson13validate_utf8EPKcm(const char* text, std::size_t size) noexcept {
  work_done += size;
  return __real__ZN8simdjson13validate_utf8EPKcm(text, size);
}
}

namespace hardening {

std::uint64_t work_of(const std::function<void()>& call) {
  call();
  const auto before = work_done;
  call();
  return work_done - before;
}

std::vector<std::uint64_t> work_as_it_doubles(const Shape& shape, std::size_t size) {
  std::vector<std::uint64_t> work;
  for (std::size_t times = 1; times <= 8; times *= 2) work.push_back(work_of(shape.of_size(times * size)));
  return work;
}

bool is_linear(const std::vector<std::uint64_t>& work) {
  for (std::size_t i = 1; i < work.size(); ++i)
    if (10 * work[i] > 23 * work[i - 1]) return false;
  return 10 * work.back() > 14 * work.front();
}

void expect_linear(const std::vector<Shape>& shapes, std::size_t size) {
  for (const auto& shape : shapes) {
    const auto work = work_as_it_doubles(shape, size);
    EXPECT_TRUE(is_linear(work)) << shape.what << ": " << testing::PrintToString(work);
  }
}

}  // namespace hardening
