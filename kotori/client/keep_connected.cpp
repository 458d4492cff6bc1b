#include "kotori/client/keep_connected.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/base/log.hpp"

#include <exception>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace kotori::inline v0::client {
namespace {

using Why = KeptUntil::Why;

/// Whatever else is answered, also a 101 that is wrong, is answered the next time as well.
bool refuses_for_good(const NotOpened& answer) {
  return answer.status > 0 && answer.status < 500 && answer.status != 408 && answer.status != 429;
}

bool means_do_not_come_back(CloseCode code) {
  const auto number = static_cast<unsigned>(code);
  return number >= 4500 && number <= 4999;
}

KeptUntil refused(const NotOpened& answer) {
  const auto location = answer.headers.find("Location");
  return {.why = Why::refused,
          .status = answer.status,
          .message = location ? fmt::format("{}, with the Location {}", answer.message, *location) : answer.message};
}

/// One conversation; whether there should be no other.
Task<std::optional<KeptUntil>> converse(WebSocket& socket, const std::function<Task<>(WebSocket&)>& handler) {
  std::exception_ptr failure;
  try {
    co_await handler(socket);
  } catch (...) {
    failure = std::current_exception();
    socket.close(CloseCode::internal_error);
  }
  const auto ending = socket.ending() ? std::optional{*socket.ending()} : std::nullopt;
  co_await socket.finish();
  if (failure) std::rethrow_exception(failure);
  if (ending && ending->by == Ending::By::us && ending->code == CloseCode::invalid_payload)
    co_return KeptUntil{.why = Why::misfit, .code = ending->code, .message = ending->reason};
  if (!ending || ending->by == Ending::By::us) co_return KeptUntil{};
  if (ending->by == Ending::By::peer && means_do_not_come_back(ending->code))
    co_return KeptUntil{.why = Why::closed, .code = ending->code, .message = ending->reason};
  log::debug("a conversation has ended", {{"code", static_cast<unsigned>(ending->code)}, {"reason", ending->reason}});
  co_return std::nullopt;
}

}  // namespace

Task<KeptUntil> keep_connected(Client& client, std::string url, std::function<Task<>(WebSocket&)> handler,
                               KeepConnected options) {
  const auto parsed = parse_url(url);
  if (!parsed || !parsed->is_websocket())
    co_return KeptUntil{.why = Why::refused,
                        .message = parsed ? "\"" + url + "\" is no WebSocket's" : parsed.error().message};
  Waits waits{options.back_off};
  auto& loop = *Loop::current();
  for (;;) {
    auto opened = co_await client.connect(url, options.request);
    std::optional<Duration> asked;
    if (opened) {
      const auto begun = loop.now();
      auto over = co_await converse((*opened)->socket(), handler);
      if (over && !loop.stopping()) co_return std::move(*over);
      if (loop.now() - begun >= options.back_off.steady) waits.begin_anew();
    } else {
      const auto& refusal = opened.error();
      if (refuses_for_good(refusal)) co_return refused(refusal);
      asked = retry_after(refusal.headers);
      if (!loop.stopping())
        log::info("cannot connect, and tries again", {{"host", parsed->authority()}, {"error", refusal.message}});
    }
    opened = std::unexpected(NotOpened{});
    if (!co_await sleep(waits.next(asked))) co_return KeptUntil{.why = Why::stopping};
  }
}

}  // namespace kotori::inline v0::client
