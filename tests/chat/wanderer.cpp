#include "tests/chat/wanderer.hpp"

#include "kotori/json/read.hpp"
#include "kotori/json/write.hpp"

#include <algorithm>
#include <utility>
#include <variant>

using namespace chat::protocol;
using kotori::json::write;

Wanderer::Wanderer(Chat& chat, std::string name, std::uint64_t seed, int texts, int visits)
    : chat_(chat), name_(std::move(name)), random_(seed), visits_(visits) {
  for (int i = 0; i < texts; ++i) outbox_.push_back(name_ + "-" + std::to_string(i));
}

kotori::Task<> Wanderer::wander() {
  for (int left = visits_; left > 0; --left) co_await visit(false);
  co_await visit(true);
}

kotori::Task<std::unique_ptr<kotori::client::Connection>> Wanderer::connect(bool may_be_cut) {
  kotori::client::ClientRequest request{.target = "/chat", .headers = {}, .body = {}};
  request.headers.add("Sec-WebSocket-Protocol", "kotori.v1");
  if (!cookie_.empty()) request.headers.add("Cookie", cookie_);
  auto stream = chat_.server().dial();
  if (may_be_cut) stream->cut_after(random_() % 3000);
  auto opened = co_await kotori::client::open_websocket(std::move(stream), std::move(request), options_);
  if (!opened) co_return nullptr;
  if (const auto set = (*opened)->answer().headers.find("Set-Cookie")) cookie_ = set->substr(0, set->find(';'));
  co_return std::move(*opened);
}

kotori::Task<> Wanderer::visit(bool to_stay) {
  const auto connection = co_await connect(!to_stay && random_() % 2 == 0);
  if (!connection) {
    ++cuts_;
    co_return;
  }
  auto& socket = connection->socket();
  socket.send(Hello{"hello", {name_}, Resume{epoch_, {last_}}});
  auto patience = random_() % 40;
  for (;;) {
    const auto text = co_await socket.receive_text();
    if (!text) {
      ++cuts_;
      break;
    }
    hear(socket, *text);
    if (!to_stay && patience-- == 0) break;
  }
  if (random_() % 2 == 0) socket.abandon();
  co_await socket.finish();
}

void Wanderer::hear(kotori::WebSocket& socket, const std::string& text) {
  if (const auto event = kotori::json::read<Event>(text)) {
    if (const auto* said = std::get_if<Said>(&*event)) take(*said);
    return;
  }
  if (const auto notice = kotori::json::read<Notice>(text)) {
    const auto* reset = std::get_if<Reset>(&*notice);
    const auto* caught_up = std::get_if<CaughtUp>(&*notice);
    // Who has never been here knows no epoch, and is given all there is.
    if (reset && last_.seq.value == 0) {
      for (const auto& fact : reset->facts) take(std::get<Said>(fact));
    } else if (!caught_up || caught_up->seq != last_.seq) {
      surprises_.push_back(text);
    }
    return;
  }
  const auto answer = kotori::json::read<Answer>(text);
  const auto* ok = answer ? std::get_if<Ok>(&*answer) : nullptr;
  if (answer && std::holds_alternative<Welcome>(*answer)) {
    epoch_ = std::get<Welcome>(*answer).epoch;
    under_way_ = 0;
  } else if (ok && !outbox_.empty() && outbox_.front() == ok->id) {
    outbox_.pop_front();
    --under_way_;
  } else {
    return surprises_.push_back(text);
  }
  say_more(socket);
}

void Wanderer::say_more(kotori::WebSocket& socket) {
  constexpr std::size_t at_a_time = 3;
  for (; under_way_ < std::min(at_a_time, outbox_.size()); ++under_way_) {
    const auto& text = outbox_[under_way_];
    socket.send(Say{text, chat::lobby, {text}, text, {}});
  }
}

void Wanderer::take(const Said& said) {
  if (said.seq.value != last_.seq.value + 1) surprises_.push_back(write(said));
  last_.seq = said.seq;
  last_.at = said.at;
  texts_.push_back(said.text);
}
