#include "kotori/async/loops.hpp"

#include <algorithm>
#include <future>

namespace kotori {

Loops::Loops(unsigned count) {
  if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < count; ++i) loops_.push_back(std::make_unique<EpollLoop>(i));
}

Loops::~Loops() { finish(); }

void Loops::start() {
  for (auto& loop : loops_) threads_.emplace_back([&loop = *loop] { loop.run(); });
}

void Loops::finish() {
  if (threads_.empty()) return;
  settle();
  for (auto& loop : loops_) loop->quit();
  threads_.clear();
}

void Loops::settle() {
  // Each round asks every loop, behind whatever is posted, how many jobs it has run. When nothing but our own questions
  // ran between two rounds, no loop can have posted to another.
  std::size_t before = 0;
  for (bool quiet = false; !quiet;) {
    std::size_t ran = 0;
    for (auto& loop : loops_) {
      std::promise<std::size_t> answer;
      loop->post([&] { answer.set_value(loop->posts_run()); });
      ran += answer.get_future().get();
    }
    quiet = ran == before + loops_.size();
    before = ran;
  }
}

}  // namespace kotori
