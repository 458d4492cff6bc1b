#pragma once
#include "chat/model/ids.hpp"
#include "chat/protocol/events.hpp"
#include "kotori/base/clock.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <string>

namespace adapters {

/// The newest facts of a room as kotori.v1 has them, each encoded once for all who missed it. It holds at most 128
/// facts and 256 KiB, without a hole up to the last.
class Tail {
 public:
  /// The first fact to come is the one after `head`.
  explicit Tail(chat::Seq head) : last_(head) {}

  /// The next fact, and its text. Of what is deleted nothing is remembered, nor of what was before it.
  void add(const chat::protocol::Event& fact, std::string text);

  /// See chat::Hall::remember.
  void put_before(std::span<const chat::protocol::Fact> facts, chat::Seq as_of);

  struct Remembered {
    chat::Seq seq;
    kotori::UnixMillis at = 0;
    std::string text;
  };
  chat::Seq last() const { return last_; }
  const std::deque<Remembered>& facts() const { return facts_; }

 private:
  void drop_oldest();

  chat::Seq last_, last_deletion_;
  std::deque<Remembered> facts_;
  std::size_t bytes_ = 0;
};

}  // namespace adapters
