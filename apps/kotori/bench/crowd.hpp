#pragma once
#include "apps/kotori/bench/inflation.hpp"
#include "apps/kotori/bench/options.hpp"
#include "apps/kotori/bench/visitor.hpp"
#include "kotori/async/epoll_loop.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/client/client.hpp"
#include "kotori/net/tls_context.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace bench {

/// How to come to the server that is measured. It outlives those who have come in.
class Door {
 public:
  /// The options outlive the door. Throws std::runtime_error when the system's certificates cannot be read.
  Door(kotori::EpollLoop& loop, const Options& options);

  /// Opens a WebSocket, for whom the cookie names. The error says why that cannot be.
  kotori::Task<kotori::Result<Entered>> enter(std::uint32_t number, std::string_view cookie = {});

 private:
  kotori::EpollLoop& loop_;
  const Options& options_;
  std::shared_ptr<const kotori::TlsContext> tls_;
  Inflation inflation_;
};

/// All connections of a run.
class Crowd {
 public:
  Crowd(Door& door, Listener& listener) : door_(door), listener_(listener) {}

  /// Opens so many, some at a time. The error is the first that came.
  kotori::Task<kotori::Result<void>> gather(std::size_t count);

  std::size_t size() const { return visitors_.size(); }
  Visitor& operator[](std::size_t number) { return *visitors_[number]; }
  void dissolve() { visitors_.clear(); }

 private:
  kotori::Task<> gather_some();

  Door& door_;
  Listener& listener_;
  std::vector<std::unique_ptr<Visitor>> visitors_;
  std::uint32_t begun_ = 0;
  kotori::Result<void> outcome_;
};

}  // namespace bench
