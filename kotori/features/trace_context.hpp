#pragma once
#include "kotori/http/feature.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0 {

/// Where a request stands in a trace that goes through several programs (W3C Trace Context). An attribute of the
/// request, and of the WebSocket that it opens.
struct Trace {
  std::string trace_id;   ///< 32 hex digits, the same in all programs
  std::string span_id;    ///< 16 hex digits: this request, here
  std::string parent_id;  ///< that of who asked; empty: nobody traced before
  std::uint8_t flags = 0;
  std::string state;  ///< tracestate, passed on as it came; may be empty

  /// Says so to whom this request makes us ask, as traceparent and tracestate.
  void add_to(http::Headers& headers) const;
};

/// What a traceparent header says, version 00 or a later one. Empty when it is malformed, or all zeros.
std::optional<Trace> parse_traceparent(std::string_view text);

/// Gives each request a Trace: goes on with the one that it comes with, or begins one when there is none or it is
/// malformed. CallLog writes trace ids, if it is installed in front or behind.
struct TraceContext {
  /// False, for servers that strangers reach: always begin one, whatever they say.
  bool goes_on = true;

  Task<Response> operator()(Request& request, Next next) const;
};

}  // namespace kotori::inline v0
