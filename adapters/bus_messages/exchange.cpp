#include "adapters/bus_messages/exchange.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace adapters {

void Exchange::listen(chat::BusListener& listener) {
  const auto& name = listener.node().name;
  if (name.empty() || name.size() > chat::longest_id)
    throw std::invalid_argument("a node is named in 1 to 64 bytes, not " + std::to_string(name.size()));
  const std::lock_guard lock{listeners_mutex_};
  listeners_.push_back(&listener);
}

void Exchange::forget(chat::BusListener& listener) {
  const std::lock_guard lock{listeners_mutex_};
  std::erase(listeners_, &listener);
}

bool Exchange::want(const std::string& address) {
  const std::lock_guard lock{wanted_mutex_};
  return wanted_.insert(address).second;
}

bool Exchange::want_no_more(const std::string& address) {
  const std::lock_guard lock{wanted_mutex_};
  return wanted_.erase(address) != 0;
}

bool Exchange::is_wanted(const std::string& address) const {
  const std::lock_guard lock{wanted_mutex_};
  return wanted_.contains(address);
}

std::vector<std::string> Exchange::wanted() const {
  const std::lock_guard lock{wanted_mutex_};
  return {wanted_.begin(), wanted_.end()};
}

std::optional<Parcel> Exchange::publish(const chat::News& news, const chat::BusListener& from) {
  const auto& node = from.node();
  {
    // Held while listeners are told, here and below, so that none is told once forget() has returned.
    const std::lock_guard lock{listeners_mutex_};
    for (auto* listener : listeners_)
      if (listener != &from) listener->on_news(node, news);
  }
  Letter letter{node.name, node.life, ++said_, news};
  if (auto* hint = std::get_if<chat::Hint>(&letter.news); hint && hint->facts.size() > chat::most_facts_hinted)
    hint->facts.clear();
  auto text = to_text(letter);
  if (auto* hint = std::get_if<chat::Hint>(&letter.news); hint && text.size() + Seal::overhead > most_sealed) {
    hint->facts.clear();
    text = to_text(letter);
  }
  if (text.size() + Seal::overhead > most_sealed) {
    count_sent(false);
    return std::nullopt;
  }
  auto address = seal_.address_of(chat::topic_of(news));
  auto sealed = seal_.close(address, text);
  return Parcel{std::move(address), std::move(sealed)};
}

void Exchange::receive(std::string_view address, std::string_view sealed) { ++judge(address, sealed); }

Exchange::Count& Exchange::judge(std::string_view address, std::string_view sealed) {
  if (sealed.size() > most_sealed) return too_large_;
  const auto text = seal_.open(address, sealed);
  if (!text) return forged_;
  const auto letter = read_letter(*text);
  if (!letter || seal_.address_of(chat::topic_of(letter->news)) != address) return malformed_;
  const chat::NodeId node{letter->node, letter->life};
  if (is_own(node.name)) return own_;
  {
    const std::lock_guard lock{replays_mutex_};
    if (!replays_.is_new(node, letter->count)) return replayed_;
  }
  const std::lock_guard lock{listeners_mutex_};
  for (auto* listener : listeners_) listener->on_news(node, letter->news);
  return heard_;
}

bool Exchange::is_own(const std::string& name) const {
  const std::lock_guard lock{listeners_mutex_};
  return std::ranges::any_of(listeners_, [&](const auto* each) { return each->node().name == name; });
}

BusCounts Exchange::counts() const {
  return {.sent = sent_,
          .unsent = unsent_,
          .heard = heard_,
          .overruns = overruns_,
          .too_large = too_large_,
          .forged = forged_,
          .malformed = malformed_,
          .own = own_,
          .replayed = replayed_};
}

}  // namespace adapters
