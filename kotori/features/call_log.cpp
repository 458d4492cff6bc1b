#include "kotori/features/call_log.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/base/log.hpp"
#include "kotori/features/trace_context.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/http/text.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <sodium.h>

namespace kotori::inline v0 {
namespace {

constexpr std::size_t longest_id = 64;
constexpr std::size_t longest_path = 200;

bool is_clean(std::string_view id) {
  return !id.empty() && id.size() <= longest_id && std::ranges::all_of(id, [](char c) {
    return http::is_letter(c) || http::is_digit(c) || c == '-' || c == '_' || c == '.';
  });
}

/// 75 random bits, which a string holds without a heap.
std::string make_id() {
  constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
  std::array<unsigned char, 15> random;
  randombytes_buf(random.data(), random.size());
  std::string id;
  for (const auto byte : random) id += digits[byte % digits.size()];
  return id;
}

RequestId id_of(const Request& request, bool takes_ids) {
  if (const auto* known = request.attributes.find<RequestId>()) return *known;
  if (const auto given = request.headers.joined("X-Request-Id"); takes_ids && given && is_clean(*given))
    return {*given};
  return {make_id()};
}

std::string_view route_of(const Request& request) {
  return request.route.empty() ? request.raw_path().substr(0, longest_path) : request.route;
}

std::optional<std::size_t> bytes_of(const Response& response, const Request& request) {
  if (!http::has_content(response, request.method)) return 0;
  if (response.pieces) return std::nullopt;
  return response.body.view().size();
}

double milliseconds(Duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

}  // namespace

void write_line(const Call& call) {
  const auto ms = fmt::format("{:.3f}", milliseconds(call.took));
  const auto bytes = call.bytes ? fmt::format("{}", *call.bytes) : std::string("-");
  const auto* event = call.ended ? "ended" : "answered";
  const auto status = static_cast<int>(call.status);
  if (call.trace_id.empty()) {
    log::info(event, {{"status", status},
                      {"method", call.method},
                      {"route", call.route},
                      {"ms", ms},
                      {"bytes", bytes},
                      {"id", call.request_id},
                      {"client", call.client}});
  } else {
    log::info(event, {{"status", status},
                      {"method", call.method},
                      {"route", call.route},
                      {"ms", ms},
                      {"bytes", bytes},
                      {"id", call.request_id},
                      {"client", call.client},
                      {"trace", call.trace_id}});
  }
}

/// An attribute: it goes when the WebSocket goes, on its loop. The feature lives as long as the routes, which are there
/// until then.
struct CallLog::Conversation {
  struct Open {
    const CallLog& to;
    Loop& loop;
    Instant begun;
    std::string id, trace, client;
    std::string_view route;
    ~Open() {
      to.write({.status = Status::switching_protocols,
                .method = "GET",
                .route = route,
                .took = loop.read_clock() - begun,
                .bytes = std::nullopt,
                .request_id = id,
                .trace_id = trace,
                .client = client,
                .ended = true});
    }
  };
  std::unique_ptr<Open> open;
};

void CallLog::tell(const Request& request, const Call& call) const {
  if (!leaves_out || !leaves_out(request, call.status)) write(call);
}

Task<Response> CallLog::operator()(Request& request, Next next) const {
  auto& loop = *Loop::current();
  const auto begun = loop.read_clock();
  const std::string id = request.attributes.set(id_of(request, takes_ids)).text;
  const auto call = [&](Status status, std::optional<std::size_t> bytes) {
    const auto* trace = request.attributes.find<Trace>();
    return Call{.status = status,
                .method = request.method,
                .route = route_of(request),
                .took = loop.read_clock() - begun,
                .bytes = bytes,
                .request_id = id,
                .trace_id = trace ? std::string_view(trace->trace_id) : std::string_view(),
                .client = request.client.address};
  };
  try {
    auto response = co_await next(request);
    response.headers.set("X-Request-Id", id);
    const auto answered = call(response.status, bytes_of(response, request));
    tell(request, answered);
    if (tells_ends && response.status == Status::switching_protocols)
      request.attributes.set(Conversation{std::unique_ptr<Conversation::Open>(
          new Conversation::Open{*this, loop, loop.read_clock(), id, std::string(answered.trace_id),
                                 std::string(answered.client), request.route})});
    co_return response;
  } catch (http::Refused& refused) {
    refused.headers.set("X-Request-Id", id);
    tell(request, call(refused.status, std::nullopt));
    throw;
  } catch (...) {
    tell(request, call(Status::internal_server_error, std::nullopt));
    throw;
  }
}

}  // namespace kotori::inline v0
