#pragma once
#include "adapters/bus_messages/counted_bus.hpp"
#include "apps/kotori/settings.hpp"
#include "chat/ports/bus.hpp"
#include "chat/ports/log.hpp"
#include "chat/service/cluster.hpp"
#include "kotori/sessions/key.hpp"
#include "kotori/sessions/store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace app {

/// Where the chat keeps what is said, and how its nodes hear of one another.
class Backend {
 public:
  Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;
  virtual ~Backend() = default;

  virtual chat::Log& log() = 0;
  virtual chat::Bus& bus() = 0;
  /// The same, if nodes hear one another by it.
  virtual const adapters::CountedBus* counted_bus() const { return nullptr; }
  /// Empty: this process is alone.
  virtual std::optional<chat::Cluster> cluster(std::function<void()> superseded) = 0;
  /// Who browsers are.
  virtual kotori::sessions::Store& sessions() = 0;
  /// By what they were known before their sessions were kept here.
  virtual kotori::sessions::Key session_key() const = 0;
  /// Where everything is kept, for people.
  virtual std::string place() const = 0;
};

/// As the settings have it. Blocks; throws std::runtime_error, with one line for operators, when it cannot be opened.
std::unique_ptr<Backend> open_backend(const Settings& settings);

}  // namespace app
