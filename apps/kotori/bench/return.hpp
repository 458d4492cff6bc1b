#pragma once
#include "apps/kotori/bench/crowd.hpp"
#include "apps/kotori/bench/histogram.hpp"
#include "apps/kotori/bench/options.hpp"
#include "apps/kotori/bench/visitor.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// People of the chat's lobby who lose their connections and come back with `resume`, each under their own cookie.
class Return final : public Listener {
 public:
  Return(Door& door, const Options& options) : door_(door), options_(options), people_(options.connections) {}

  /// Everyone comes and is caught up, some at a time; again and again for a minute where the door is closed.
  kotori::Task<> everyone_comes();
  /// Hangs up, or waits until the server has ended every connection.
  kotori::Task<> everyone_goes();
  /// One more comes, says so many messages, and goes.
  kotori::Task<> somebody_says(std::size_t count);

  /// What was told to those who came back: each fact once and in order, or else doubled.
  std::uint64_t heard() const { return heard_; }
  std::uint64_t doubled() const { return doubled_; }
  std::uint64_t reset() const { return reset_; }
  std::uint64_t tried_again() const { return tried_again_; }
  Histogram back;  ///< from when all began to come until each was caught up

 private:
  struct Person {
    std::string cookie;
    std::uint64_t seq = 0;
    bool is_there = false;
    std::unique_ptr<Visitor> visitor;
  };

  kotori::Task<> come_in_turn();
  kotori::Task<> come(std::uint32_t number);
  kotori::Task<Entered> get_in(std::uint32_t number, std::string_view cookie);
  kotori::Task<> until_there(std::size_t count);
  std::string hello(std::uint32_t number) const;

  void on_message(Visitor& visitor, std::string_view payload, kotori::Instant now) override;
  void on_lost(Visitor& visitor, std::string_view why) override;

  Door& door_;
  const Options& options_;
  std::vector<Person> people_;
  std::mt19937 random_{1};
  std::string epoch_;
  kotori::Instant begun_{};
  std::uint32_t next_ = 0;
  std::size_t there_ = 0, connected_ = 0;
  std::size_t unanswered_ = 0;  // of what somebody says
  std::uint64_t heard_ = 0, doubled_ = 0, reset_ = 0, tried_again_ = 0;
};

}  // namespace bench
