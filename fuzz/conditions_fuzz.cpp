#include "fuzz/input.hpp"
#include "kotori/features/trace_context.hpp"
#include "kotori/http/conditions.hpp"
#include "kotori/http/date.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/http/text.hpp"

#include <string>

/// Any text as the conditions of a request (If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since, If-Range,
/// a line each) and as the trace it belongs to: dates and traces that are read are the same when they are written and
/// read again, and an answer is spared or refused only to who has named its state.
namespace {

using namespace kotori;
using fuzz::expect;
using http::Precondition;

constexpr std::string_view etag = "\"a,b\"";
constexpr UnixMillis modified = 784'111'777'000;

void expect_sound_date(std::string_view text) {
  const auto date = http::parse_http_date(text);
  if (!date) return;
  expect(*date % 1000 == 0);
  const auto written = http::http_date(*date);
  expect(http::parse_http_date(written) == date);
  if (*date >= 0) expect(http::DateClock{}.at(*date) == written);
}

void expect_sound_trace(std::string_view text) {
  auto trace = parse_traceparent(text);
  if (!trace) return;
  trace->span_id = trace->parent_id;
  http::Headers headers;
  trace->add_to(headers);
  const auto again = parse_traceparent(headers.find("traceparent").value());
  expect(again && again->trace_id == trace->trace_id && again->parent_id == trace->parent_id);
  expect(again->flags == trace->flags && text.substr(3, 52) == headers.find("traceparent")->substr(3, 52));
}

bool is_granted(const Request& request, const http::Validators& validators) {
  try {
    http::require_preconditions(request, validators);
    return true;
  } catch (const Refused& refused) {
    expect(refused.status == Status::precondition_failed);
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  Request request;
  for (const std::string_view name :
       {"If-Match", "If-Unmodified-Since", "If-None-Match", "If-Modified-Since", "If-Range"}) {
    const auto value = http::trimmed(input.up_to('\n'));
    expect_sound_date(value);
    expect_sound_trace(value);
    if (!http::is_field_value(value) || value.empty()) continue;
    request.headers.add(name, value);
  }
  const auto has = [&](std::string_view name) { return request.headers.contains(name); };
  const auto says = [&](std::string_view name, std::string_view what) {
    return request.header(name).value_or("").contains(what);
  };
  const http::Validators validators{.etag = etag, .last_modified = modified};
  switch (http::check_preconditions(request, validators)) {
    case Precondition::not_modified:
      expect(says("If-None-Match", etag) || says("If-None-Match", "*") ||
             (!has("If-None-Match") && has("If-Modified-Since")));
      break;
    case Precondition::failed: expect(has("If-Match") || has("If-Unmodified-Since")); break;
    case Precondition::holds: expect(request.header("If-None-Match") != etag); break;
  }
  request.method = "PUT";
  const bool may_write = is_granted(request, validators);
  expect(may_write == (http::check_preconditions(request, validators) == Precondition::holds));
  expect(!may_write || !has("If-Match") || says("If-Match", etag) || says("If-Match", "*"));
  expect(!may_write || (request.header("If-None-Match") != etag && request.header("If-None-Match") != "*"));
  (void)http::check_preconditions(request, {.exists = false});
  if (http::range_is_of(request, validators))
    expect(!has("If-Range") || says("If-Range", etag) || says("If-Range", "1994") || says("If-Range", "-94 "));
  return 0;
}
