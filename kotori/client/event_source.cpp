#include "kotori/client/event_source.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/base/log.hpp"
#include "kotori/client/client.hpp"
#include "kotori/http/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace kotori::inline v0::client {
namespace {

bool may_pass(int status) { return status >= 500 || status == 408 || status == 429; }

bool is_event_stream(const http::Headers& headers) {
  const auto type = headers.find("Content-Type").value_or("");
  return http::equal_ignoring_case(http::trimmed(type.substr(0, type.find(';'))), "text/event-stream");
}

/// Others no header carries, or a server refuses for their length, for ever.
bool may_be_said(std::string_view id) { return !id.empty() && id.size() <= 4096 && http::is_field_value(id); }

}  // namespace

EventSource::EventSource(Client& client, std::string url, EventSourceOptions options)
    : client_(client),
      url_(std::move(url)),
      options_(std::move(options)),
      last_event_id_(options_.last_event_id),
      waits_(options_.back_off) {
  if (auto parsed = parse_url(url_); !parsed) trouble_ = parsed.error().message;
}

Task<std::optional<http::Event>> EventSource::next() {
  for (;;) {
    if (!events_.empty()) {
      auto event = std::move(events_.front());
      events_.pop_front();
      last_event_id_ = event.id;
      co_return event;
    }
    last_event_id_ = answer_ ? parser_.last_event_id() : last_event_id_;
    if (!trouble_.empty() || Loop::current()->stopping()) break;
    if (!answer_) {
      if (!co_await open()) break;
      continue;
    }
    auto piece = co_await answer_->reader->read_piece(Loop::current()->now() + options_.silence);
    if (piece && !piece->empty()) {
      take(*piece);
      continue;
    }
    if (const auto asked = parser_.retry()) retry_ = asked;
    if (Loop::current()->now() - begun_ >= options_.back_off.steady) waits_.begin_anew();
    answer_.reset();
    if (!co_await wait()) break;
  }
  answer_.reset();
  co_return std::nullopt;
}

void EventSource::take(std::string_view bytes) {
  std::vector<http::Event> whole;
  if (auto fed = parser_.feed(bytes, whole); !fed) trouble_ = fed.error().message;
  for (auto& event : whole) events_.push_back(std::move(event));
}

/// One attempt, and the wait behind it if it has failed. False when it is over.
Task<bool> EventSource::open() {
  ClientRequest request{.headers = options_.headers};
  request.headers.set("Accept", "text/event-stream");
  request.headers.set("Cache-Control", "no-store");
  if (may_be_said(last_event_id_)) request.headers.set("Last-Event-ID", last_event_id_);
  auto answer = co_await client_.begin(url_, std::move(request), {.body = std::numeric_limits<std::size_t>::max()});
  if (answer && answer->head.status == 200 && is_event_stream(answer->head.headers)) {
    answer_ = std::move(*answer);
    begun_ = Loop::current()->now();
    parser_ = http::EventParser{options_.event_bytes, last_event_id_};
    co_return true;
  }
  if (answer && !may_pass(answer->head.status)) {
    trouble_ = answer->head.status == 200 ? "the answer is no event stream"
                                          : fmt::format("the server answered {}", answer->head.status);
    co_return false;
  }
  log::debug("cannot listen to events, and tries again",
             {{"error", answer ? std::to_string(answer->head.status) : answer.error().message}});
  const auto asked = answer ? retry_after(answer->head.headers) : std::nullopt;
  answer = std::unexpected(Error{});
  co_return co_await wait(asked);
}

Task<bool> EventSource::wait(std::optional<Duration> asked) {
  co_return co_await sleep(waits_.next(std::max(asked, retry_)));
}

}  // namespace kotori::inline v0::client
