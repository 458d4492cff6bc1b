#include "adapters/bus_postgres/postgres_bus.hpp"

#include "adapters/postgres/session.hpp"
#include "kotori/async/block_on.hpp"

#include <fmt/format.h>
#include <random>
#include <utility>
#include <vector>

namespace adapters {
namespace {

// The order of an array is that in which its elements are notified, and in which they are heard.
constexpr postgres::Statement notify_all{
    "bus_notify",
    "SELECT pg_notify($1, payload) FROM (SELECT payload FROM unnest($2) WITH ORDINALITY AS t(payload, place) "
    "ORDER BY place) AS payloads"};

std::string random_sender() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

}  // namespace

PostgresBus::PostgresBus(const BusKey& key, postgres::Settings settings)
    : exchange_(key), channel_("kotori_" + exchange_.log()), sender_(random_sender()), reader_(sender_) {
  connection_.emplace(loops_[0], worker_, options(std::move(settings)));
  loops_.start();
}

PostgresBus::~PostgresBus() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  kotori::block_on(loops_[0], end());
}

kotori::Task<> PostgresBus::end() {
  co_await notifier_.join();
  connection_.reset();
}

postgres::ConnectionOptions PostgresBus::options(postgres::Settings settings) {
  return {.settings = std::move(settings),
          // What is lost with the power need not be on disk.
          .greet =
              [channel = channel_](postgres::Session& session) {
                session.run("SET synchronous_commit = off");
                session.run("LISTEN " + channel);
              },
          .on_notification = [this](std::string_view, std::string_view payload) { on_notification(payload); }};
}

void PostgresBus::publish(const chat::News& news, const chat::BusListener& from) {
  const auto parcel = exchange_.publish(news, from);
  if (!parcel) return;
  const auto line = line_of(*parcel);
  const std::lock_guard lock{mutex_};
  if (ending_ || !connection_->reachable() || waiting_.lines.size() + line.size() > most_waiting)
    return exchange_.count_sent(false);
  waiting_.lines += line;
  ++waiting_.count;
  if (!std::exchange(notifying_, true)) loops_[0].post([this] { notifier_.spawn(notify()); });
}

PostgresBus::Waiting PostgresBus::take_waiting() {
  const std::lock_guard lock{mutex_};
  if (ending_ || waiting_.count == 0) {
    notifying_ = false;
    return {};
  }
  return std::exchange(waiting_, {});
}

kotori::Task<> PostgresBus::notify() {
  for (auto taken = take_waiting(); taken.count != 0; taken = take_waiting()) {
    const auto payloads = payloads_of(sender_, taken.lines);
    const std::vector<std::string_view> texts{payloads.begin(), payloads.end()};
    postgres::Parameters parameters;
    parameters.add(channel_).add(texts);
    const auto answer = co_await connection_->query(notify_all, std::move(parameters));
    for (std::size_t i = 0; i < taken.count; ++i) exchange_.count_sent(answer.has_value());
  }
}

void PostgresBus::on_notification(std::string_view payload) {
  reader_.read(payload, [this](std::string_view line) {
    if (!exchange_.is_wanted(std::string{address_in(line)})) return;
    const auto parcel = parcel_of(line);
    exchange_.receive(parcel.address, parcel.sealed);
  });
}

}  // namespace adapters
