#include "adapters/log_postgres/epochs.hpp"

#include <utility>

namespace adapters::postgres {

chat::Epoch Epochs::adopted() const {
  const std::lock_guard lock{mutex_};
  return adopted_;
}

bool Epochs::changed() const {
  const std::lock_guard lock{mutex_};
  return now_ != adopted_;
}

void Epochs::see(const chat::Epoch& epoch) {
  std::function<void()> tell;
  {
    const std::lock_guard lock{mutex_};
    now_ = epoch;
    if (now_ != adopted_ && changed_ && !std::exchange(told_, true)) tell = changed_;
  }
  if (tell) tell();
}

void Epochs::when_changed(std::function<void()> changed) {
  {
    const std::lock_guard lock{mutex_};
    changed_ = changed;
    if (now_ == adopted_ || !changed_ || std::exchange(told_, true)) return;
  }
  changed();
}

void Epochs::adopt() {
  const std::lock_guard lock{mutex_};
  adopted_ = now_;
  told_ = false;
}

}  // namespace adapters::postgres
