#include "kotori/features/call_log.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/base/log.hpp"
#include "kotori/features/trace_context.hpp"
#include "kotori/http/failure_headers.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/http/text.hpp"
#include "kotori/websocket/connection.hpp"
#include "kotori/websocket/tether.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <sodium.h>
#include <vector>

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
  if (response.pieces) return response.length;
  return response.body.view().size();
}

std::string milliseconds(Duration duration) {
  return fmt::format("{:.3f}", std::chrono::duration<double, std::milli>(duration).count());
}

std::string_view name_of(Ending::By by) {
  switch (by) {
    case Ending::By::us: return "us";
    case Ending::By::peer: return "peer";
    case Ending::By::stopping: return "stopping";
    case Ending::By::lost: return "lost";
    case Ending::By::silence: return "silence";
    case Ending::By::slow: return "slow";
    case Ending::By::broken: return "broken";
  }
  return "";
}

}  // namespace

void write_line(const Call& call) {
  std::vector<log::Field> fields;
  if (call.ending) {
    fields.emplace_back("by", name_of(call.ending->by));
    fields.emplace_back("code", static_cast<int>(call.ending->code));
  } else {
    fields.emplace_back("status", static_cast<int>(call.status));
    fields.emplace_back("method", call.method);
  }
  fields.emplace_back("route", call.route);
  fields.emplace_back("ms", milliseconds(call.took));
  if (call.bytes) fields.emplace_back("bytes", *call.bytes);
  fields.emplace_back("id", call.request_id);
  if (!call.client.empty()) fields.emplace_back("client", call.client);
  if (!call.trace_id.empty()) fields.emplace_back("trace", call.trace_id);
  log::info(call.ending ? "ended" : "answered", fields);
}

/// Goes when its WebSocket goes. The feature lives as long as the routes, which are there until then.
class CallLog::Conversation final : public websocket::Tether {
 public:
  Conversation(const CallLog& to, const Call& call)
      : to_(to), id_(call.request_id), trace_(call.trace_id), client_(call.client), route_(call.route) {}
  ~Conversation() override {
    if (!connection_) return;
    const Ending unknown{.by = Ending::By::lost, .code = CloseCode::abnormal, .reason = {}};
    const auto* ending = connection_->ending();
    to_.write({.status = Status::switching_protocols,
               .method = "GET",
               .route = route_,
               .took = loop_->read_clock() - begun_,
               .bytes = std::nullopt,
               .request_id = id_,
               .trace_id = trace_,
               .client = client_,
               .ending = ending ? ending : &unknown});
  }

  void hold(websocket::Connection& connection) override {
    connection_ = &connection;
    loop_ = Loop::current();
    begun_ = loop_->read_clock();
  }

 private:
  const CallLog& to_;
  const std::string id_, trace_, client_, route_;
  websocket::Connection* connection_ = nullptr;
  Loop* loop_ = nullptr;
  Instant begun_{};
};

void CallLog::tell(const Request& request, const Call& call) const {
  if (!leaves_out || !leaves_out(request, call.status)) write(call);
}

void CallLog::tie(Request& request, const Call& call) const {
  auto* tethers = request.attributes.find<websocket::Tethers>();
  if (!tethers) tethers = &request.attributes.set(websocket::Tethers{});
  tethers->push_back(std::make_unique<Conversation>(*this, call));
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
  const auto failed_with = [&](Status status) {
    http::Headers header;
    header.add("X-Request-Id", id);
    http::add_to_failure(request, header);
    tell(request, call(status, std::nullopt));
  };
  try {
    auto response = co_await next(request);
    response.headers.set("X-Request-Id", id);
    const auto answered = call(response.status, bytes_of(response, request));
    tell(request, answered);
    if (tells_ends && response.status == Status::switching_protocols) tie(request, answered);
    co_return response;
  } catch (const http::Refused& refused) {
    failed_with(refused.status);
    throw;
  } catch (...) {
    failed_with(Status::internal_server_error);
    throw;
  }
}

}  // namespace kotori::inline v0
