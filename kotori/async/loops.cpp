#include "kotori/async/loops.hpp"

#include <algorithm>
#include <future>
#include <optional>

namespace kotori::inline v0 {

Loops::Loops(unsigned count, Duration spin) {
  if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < count; ++i) loops_.push_back(std::make_unique<EpollLoop>(i, spin));
}

Loops::~Loops() { finish(); }

void Loops::start() {
  for (auto& loop : loops_) threads_.emplace_back([&loop = *loop] { loop.run(); });
}

void Loops::finish() {
  if (threads_.empty()) return;
  for (auto& loop : loops_) loop->post([&loop = *loop] { loop.stop_waiting(); });
  settle();
  for (auto& loop : loops_) loop->quit();
  threads_.clear();
}

void Loops::settle() {
  // Each round asks every loop how many jobs it has run, and hears the answer a turn later, when what those jobs left
  // to the end of their turn is done, too. When nothing but our own questions ran between two rounds, no loop can have
  // posted to another.
  constexpr std::size_t jobs_a_question = 2;
  std::optional<std::size_t> before;
  for (bool quiet = false; !quiet;) {
    std::size_t ran = 0;
    for (auto& loop : loops_) {
      std::promise<std::size_t> answer;
      loop->post([&] { loop->post([&answer, count = loop->posts_run()] { answer.set_value(count); }); });
      ran += answer.get_future().get();
    }
    quiet = before && ran == *before + jobs_a_question * loops_.size();
    before = ran;
  }
}

}  // namespace kotori::inline v0
