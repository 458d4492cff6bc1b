#include "chat/service/lease.hpp"

#include "chat/service/failures.hpp"
#include "kotori/base/log.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace chat {
namespace {

constexpr kotori::Duration every = std::chrono::seconds{10};

}  // namespace

Lease::Lease(kotori::Loop& loop, Cluster cluster, std::function<void(std::vector<NodeId>)> living)
    : loop_(loop), cluster_(std::move(cluster)), living_(std::move(living)), tasks_(report_failure) {}

kotori::Task<NodeId> Lease::enter() {
  auto entered = co_await cluster_.nodes.enter(cluster_.name);
  if (!entered) throw std::runtime_error(entered.error().message);
  self_ = std::move(*entered);
  loop_.arm(*this, every);
  co_return self_;
}

kotori::Task<> Lease::leave() {
  left_ = true;
  disarm();
  co_await tasks_.join();
  co_await cluster_.nodes.leave(self_);
}

kotori::Task<> Lease::renew() {
  auto nodes = co_await cluster_.nodes.renew(self_);
  if (left_) co_return;
  if (nodes) {
    std::ranges::sort(*nodes);
    living_(std::move(*nodes));
  } else if (nodes.error().code == kotori::ErrorCode::conflict) {
    kotori::log::error("another process has entered under the name of this node", {{"node", self_.name}});
    co_return cluster_.superseded();
  }
  loop_.arm(*this, every);
}

}  // namespace chat
