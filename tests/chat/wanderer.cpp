#include "tests/chat/wanderer.hpp"

#include "kotori/base/match.hpp"
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
  ahead_.clear();
  socket.send(Hello{"hello", {name_}});
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
    if (const auto* said = std::get_if<Said>(&*event)) hear(*said);
    return;
  }
  const auto answer = kotori::json::read<Answer>(text);
  if (!answer) return surprises_.push_back(text);
  kotori::match(
      *answer, [&](const Welcome& welcome) { hear(socket, welcome); },
      [&](const HistoryPage& page) { hear(socket, page); },
      [&](const Ok& ok) {
        if (outbox_.empty() || outbox_.front() != ok.id) return surprises_.push_back(text);
        outbox_.pop_front();
        --under_way_;
        say_more(socket);
      },
      [&](const Refused&) { surprises_.push_back(text); });
}

void Wanderer::hear(kotori::WebSocket& socket, const Welcome& welcome) {
  head_ = welcome.rooms.at(0).head.value;
  ask_for_more(socket);
  under_way_ = 0;
  say_more(socket);
}

void Wanderer::say_more(kotori::WebSocket& socket) {
  constexpr std::size_t at_a_time = 3;
  for (; under_way_ < std::min(at_a_time, outbox_.size()); ++under_way_) {
    const auto& text = outbox_[under_way_];
    socket.send(Say{text, chat::lobby, {text}, text});
  }
}

void Wanderer::hear(kotori::WebSocket& socket, const HistoryPage& page) {
  for (const auto& fact : page.facts)
    if (seq_of(fact).value <= head_) take(std::get<Said>(fact));
  ask_for_more(socket);
  if (last_ < head_) return;
  for (const auto& said : std::exchange(ahead_, {})) take(said);
}

void Wanderer::ask_for_more(kotori::WebSocket& socket) const {
  if (last_ < head_) socket.send(History{"more", chat::lobby, {}, chat::Seq{last_}, 7});
}

void Wanderer::hear(const Said& said) {
  if (last_ < head_) {
    ahead_.push_back(said);
  } else {
    take(said);
  }
}

void Wanderer::take(const Said& said) {
  if (said.seq.value != last_ + 1) surprises_.push_back(write(said));
  last_ = said.seq.value;
  texts_.push_back(said.text);
}
