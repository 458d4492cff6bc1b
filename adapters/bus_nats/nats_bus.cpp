#include "adapters/bus_nats/nats_bus.hpp"

#include "kotori/base/log.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

namespace adapters {
namespace {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds shortest_pause = 100ms, longest_pause = 2s;
// What a parcel takes beside its bytes.
constexpr std::size_t parcel_overhead = 128;

std::vector<NatsUrl> parsed(const std::vector<std::string>& urls) {
  if (urls.empty()) throw std::invalid_argument("a NATS bus needs a server: nats://host:port");
  std::vector<NatsUrl> all;
  std::ranges::transform(urls, std::back_inserter(all), parse_nats_url);
  return all;
}

/// How long to wait before the next attempt: not at all at first, then at random up to a bound that doubles.
class Pause {
 public:
  Milliseconds next() {
    const auto most = std::exchange(most_, std::min(longest_pause, std::max(shortest_pause, most_ * 2)));
    return Milliseconds{std::uniform_int_distribution<Milliseconds::rep>{most.count() / 2, most.count()}(random_)};
  }
  void reset() { most_ = 0ms; }

 private:
  std::minstd_rand random_{std::random_device{}()};
  Milliseconds most_{0};
};

}  // namespace

NatsBus::NatsBus(const BusKey& key, const NatsBusOptions& options)
    : exchange_(key),
      prefix_("kotori." + exchange_.log() + "."),
      urls_(parsed(options.urls)),
      ca_file_(options.ca_file),
      thread_([this] { run(); }) {}

NatsBus::~NatsBus() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  wake_.notify_all();
}

void NatsBus::want(const chat::Topic& topic) {
  if (const auto address = exchange_.address_of(topic); exchange_.want(address)) change(address);
}

void NatsBus::want_no_more(const chat::Topic& topic) {
  if (const auto address = exchange_.address_of(topic); exchange_.want_no_more(address)) change(address);
}

void NatsBus::change(const std::string& address) {
  {
    const std::lock_guard lock{mutex_};
    changed_.insert(address);
  }
  wake_.notify_all();
}

void NatsBus::publish(const chat::News& news, const chat::BusListener& from) {
  auto parcel = exchange_.publish(news, from);
  if (!parcel) return;
  {
    const std::lock_guard lock{mutex_};
    const auto size = parcel->address.size() + parcel->sealed.size() + parcel_overhead;
    if (!reachable_ || waiting_ + size > most_waiting) return exchange_.count_sent(false);
    waiting_ += size;
    parcels_.push_back(std::move(*parcel));
  }
  wake_.notify_all();
}

void NatsBus::run() {
  Pause pause;
  bool told = false;  // that it is out of reach
  for (std::size_t attempt = 0;; ++attempt) {
    {
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, pause.next(), [this] { return ending_; });
      if (ending_) return;
      lost_ = false;
    }
    const auto& url = urls_[attempt % urls_.size()];
    const auto link = NatsLink::connect(url, ca_file_, *this);
    if (link) {
      kotori::log::info("bus connected", {{"server", url.server()}});
      const auto since = std::chrono::steady_clock::now();
      use(**link);
      // A server that takes everyone in and sends everyone away is not asked again at once.
      if (std::chrono::steady_clock::now() - since > longest_pause) pause.reset();
    }
    const std::lock_guard lock{mutex_};
    if (ending_) return;
    if (link || !told)
      kotori::log::warning("bus out of reach",
                           {{"server", url.server()}, {"reason", link ? why_lost_ : link.error().message}});
    told = true;
  }
}

void NatsBus::use(NatsLink& link) {
  {
    const std::lock_guard lock{mutex_};
    changed_.clear();
  }
  bool well = std::ranges::all_of(exchange_.wanted(), [&](const auto& each) { return link.subscribe(subject(each)); });
  reachable_ = well;
  while (well) {
    std::vector<Parcel> parcels;
    std::set<std::string> changed;
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [this] { return ending_ || lost_ || !parcels_.empty() || !changed_.empty(); });
      if (ending_ || lost_) break;
      parcels.swap(parcels_);
      changed.swap(changed_);
    }
    for (const auto& address : changed) well = well && adjust(link, address);
    for (const auto& parcel : parcels) {
      well = well && send(link, parcel);
      if (!well) exchange_.count_sent(false);
      const std::lock_guard lock{mutex_};
      waiting_ -= parcel.address.size() + parcel.sealed.size() + parcel_overhead;
    }
  }
  reachable_ = false;
  drop_waiting();
  if (!well) on_lost("it takes nothing");
}

bool NatsBus::adjust(NatsLink& link, const std::string& address) {
  return exchange_.is_wanted(address) ? link.subscribe(subject(address)) : link.unsubscribe(subject(address));
}

bool NatsBus::send(NatsLink& link, const Parcel& parcel) {
  const auto sent = link.send(subject(parcel.address), parcel.sealed);
  if (sent == NatsLink::Sent::lost) return false;
  exchange_.count_sent(sent == NatsLink::Sent::yes);
  return true;
}

void NatsBus::drop_waiting() {
  const std::lock_guard lock{mutex_};
  for (std::size_t i = 0; i < parcels_.size(); ++i) exchange_.count_sent(false);
  parcels_.clear();
  waiting_ = 0;
}

void NatsBus::on_message(std::string_view subject, std::string_view bytes) {
  exchange_.receive(subject.substr(std::min(prefix_.size(), subject.size())), bytes);
}

void NatsBus::on_lost(std::string why) {
  {
    const std::lock_guard lock{mutex_};
    lost_ = true;
    why_lost_ = std::move(why);
  }
  wake_.notify_all();
}

void NatsBus::on_overrun() {
  exchange_.count_overrun();
  kotori::log::warning("bus faster than this node, and some of it lost");
}

void NatsBus::on_caught_up() { kotori::log::info("bus caught up with"); }

void NatsBus::on_refused(std::string why) { kotori::log::warning("bus refuses", {{"reason", why}}); }

}  // namespace adapters
