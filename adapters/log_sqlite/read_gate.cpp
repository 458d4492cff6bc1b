#include "adapters/log_sqlite/read_gate.hpp"

namespace adapters::sqlite {

ReadGate::Inside::Inside(ReadGate& gate) : gate_(gate) {
  std::unique_lock lock{gate.mutex_};
  gate.changed_.wait(lock, [&] { return !gate.shut_; });
  ++gate.inside_;
}

ReadGate::Inside::~Inside() {
  const std::lock_guard lock{gate_.mutex_};
  if (--gate_.inside_ == 0) gate_.changed_.notify_all();
}

ReadGate::Shut::Shut(ReadGate& of) : gate(of) {
  std::unique_lock lock{gate.mutex_};
  gate.shut_ = true;
  gate.changed_.wait(lock, [&] { return gate.inside_ == 0; });
}

ReadGate::Shut::~Shut() {
  const std::lock_guard lock{gate.mutex_};
  gate.shut_ = false;
  gate.changed_.notify_all();
}

}  // namespace adapters::sqlite
