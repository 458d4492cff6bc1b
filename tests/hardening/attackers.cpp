#include "tests/hardening/attackers.hpp"

#include <algorithm>
#include <utility>

namespace hardening {

using namespace kotori;

namespace {
const WebSocketOptions options_of_the_regular;
}

Attacker::Attacker(std::unique_ptr<Stream> wire, const Plan& plan) : wire_(std::move(wire)), plan_(plan) {
  wire_->set_listener(this);
}

void Attacker::grant(std::size_t bytes) {
  granted_ += bytes;
  on_stream_ready();
}

std::string_view Attacker::to_send() const {
  if (sent_ < plan_.begins.size()) return std::string_view(plan_.begins).substr(sent_);
  if (plan_.repeats.empty()) return {};
  return std::string_view(plan_.repeats).substr((sent_ - plan_.begins.size()) % plan_.repeats.size());
}

void Attacker::on_stream_ready() {
  while (granted_ > 0 && !to_send().empty() && wire_->may_write() && !turned_away_) {
    const auto sent = wire_->write(to_send().substr(0, granted_));
    sent_ += sent.bytes;
    granted_ -= sent.bytes;
    turned_away_ = sent.stream != Transfer::Stream::open;
  }
  while (plan_.reads && wire_->may_read() && !turned_away_) {
    const auto buffer = Loop::current()->scratch();
    const auto got = wire_->read(buffer);
    if (got.bytes > 0) heard_.assign(buffer.data(), got.bytes);
    turned_away_ = got.stream != Transfer::Stream::open;
  }
}

Siege::Siege(Over over, ServeOptions options, PipeOptions pipe) : ground_(over, std::move(options), pipe) {
  ground_.spawn(live());
}

Siege::~Siege() {
  attackers_leave();
  ground_.stop();
  ground_.simulation().advance(1min);
}

Task<> Siege::live() {
  client::ClientRequest request{.target = "/turns", .headers = {}, .body = {}};
  auto opened = co_await client::open_websocket(ground_.dial_soundly(), std::move(request), options_of_the_regular);
  if (!opened) co_return;
  socket_ = &(*opened)->socket();
  while (auto heard = co_await socket_->receive_text()) {
    ++regular_.answered;
    regular_.turns = std::max(regular_.turns, static_cast<std::uint32_t>(std::stoul(*heard)));
    regular_.time = std::max(regular_.time, Loop::current()->now() - said_at_);
    regular_.others = std::max(regular_.others, ground_.venue().handled_when_asked() - handled_then_);
  }
  co_await std::exchange(socket_, nullptr)->finish();
}

void Siege::join(std::size_t attackers, const Plan& plan) {
  const auto& kept = *plans_.emplace_back(std::make_unique<Plan>(plan));
  ground_.act([&] {
    for (std::size_t i = 0; i < attackers; ++i)
      attackers_.push_back(std::make_unique<Attacker>(ground_.dial_bare(), kept));
  });
}

void Siege::goes_on(unsigned seconds, std::size_t bytes_a_second) {
  for (unsigned second = 0; second < seconds; ++second) {
    ground_.act([&] {
      for (auto& attacker : attackers_) attacker->grant(bytes_a_second);
      if (!socket_) return;
      ++regular_.said;
      said_at_ = Loop::current()->now();
      handled_then_ = ground_.venue().handled();
      socket_->send(std::to_string(ground_.server_loop().turn()));
    });
    ground_.simulation().advance(1s);
  }
}

void Siege::attackers_leave() {
  ground_.act([&] { attackers_.clear(); });
}

std::size_t Siege::turned_away() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(attackers_, [](const auto& attacker) { return attacker->is_turned_away(); }));
}

}  // namespace hardening
