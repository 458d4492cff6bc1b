#pragma once
#include "kotori/net/endpoint.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <sys/epoll.h>
#include <vector>

/// Clients of a WebSocket on one thread, so plain that nearly all of the time goes to the server and the kernel: they
/// send frames made before and count the bytes that come. All stand at one route; errors throw.
class Crowd {
 public:
  Crowd(const kotori::Endpoint& server, std::string_view target, std::size_t count);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  std::size_t size() const { return sockets_.size(); }
  void send(std::size_t who, std::string_view frames);
  /// Waits until so many bytes have come to all together.
  void hear(std::uint64_t bytes);

 private:
  int epoll_;
  std::vector<int> sockets_;
  std::array<epoll_event, 512> events_{};
  std::vector<char> buffer_ = std::vector<char>(256 * 1024);
};

/// What a server spends while this one looks: the time of all threads but the one that made it.
class ServerTime {
 public:
  ServerTime();
  double seconds() const;

 private:
  double before_;
};
