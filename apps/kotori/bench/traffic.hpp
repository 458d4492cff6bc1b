#pragma once
#include "apps/kotori/bench/arrival.hpp"
#include "apps/kotori/bench/crowd.hpp"
#include "apps/kotori/bench/histogram.hpp"
#include "apps/kotori/bench/mark.hpp"
#include "apps/kotori/bench/options.hpp"
#include "apps/kotori/bench/visitor.hpp"
#include "kotori/async/timer.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

/// What was said and heard so far.
struct Counts {
  std::uint64_t said = 0;
  std::uint64_t expected = 0;  ///< how often all of it should be heard
  std::uint64_t heard = 0;
  std::uint64_t answered = 0;  ///< the server's "ok"
  std::uint64_t doubled = 0;   ///< heard once more, or out of order
  std::uint64_t lost = 0;      ///< connections that ended
};

/// Messages from some to all, or from everyone to themselves: says them, hears them and keeps account.
///
/// Without a rate each sender has options.window messages under way: the next one leaves when everyone has heard the
/// oldest (Work::durable: when the server has acknowledged it). With a rate messages leave by the clock, and what is
/// late counts from when it should have left, whoever was to blame.
class Traffic final : public Listener, kotori::Timer {
 public:
  explicit Traffic(const Options& options);

  /// Everyone goes to where they speak.
  void gather(Crowd& crowd) { arrival_.begin(crowd); }
  std::size_t arrived() const { return arrival_.count(); }

  void begin(Crowd& crowd);
  /// Nothing more is said; what is under way may still be heard.
  void end();

  const Counts& counts() const { return counts_; }
  /// How many of this sender's messages the server has acknowledged.
  std::uint32_t acknowledged(std::size_t sender) const { return senders_[sender].answered; }
  const std::string& trouble() const { return trouble_; }
  Histogram deliveries, answers;
  Histogram here, elsewhere;  ///< with several addresses: deliveries at that of who spoke, and at the others

 private:
  struct Sender {
    std::uint32_t said = 0, answered = 0;
    std::size_t hearers = 0;           // of each message
    std::vector<std::size_t> unheard;  // how many have yet to hear it, by number % window
    std::deque<std::pair<std::uint32_t, kotori::Instant>> unanswered;  // which, and when it should have left
  };

  void on_message(Visitor& visitor, std::string_view payload, kotori::Instant now) override;
  void on_lost(Visitor& visitor, std::string_view why) override;
  void on_time() override;
  void on_delivery(const Visitor& visitor, const Mark& mark, kotori::Instant now);
  void on_answer(std::string_view payload, kotori::Instant now);
  void say(std::uint32_t number, kotori::Instant at);

  const Options& options_;
  Crowd* crowd_ = nullptr;
  bool saying_ = false;
  bool echo_;
  std::vector<Sender> senders_;
  std::vector<std::uint32_t> next_;  // which message each visitor should hear next, by visitor and sender
  Arrival arrival_;
  kotori::Instant due_{};   // when the next message should leave, if there is a rate
  std::uint32_t turn_ = 0;  // whose it is
  Counts counts_;
  std::string trouble_;
};

}  // namespace bench
