#pragma once
#include "chat/model/ids.hpp"

#include <functional>
#include <mutex>

namespace adapters::postgres {

/// Which epoch of the log this node knows, and which one the database has now. Any thread.
class Epochs {
 public:
  explicit Epochs(chat::Epoch now) : adopted_(now), now_(std::move(now)) {}

  chat::Epoch adopted() const;
  bool changed() const;
  /// A connection has found this one.
  void see(const chat::Epoch& epoch);
  /// Called at once if it has changed already.
  void when_changed(std::function<void()> changed);
  void adopt();

 private:
  mutable std::mutex mutex_;
  chat::Epoch adopted_, now_;
  bool told_ = false;
  std::function<void()> changed_;
};

}  // namespace adapters::postgres
