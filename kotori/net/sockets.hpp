#pragma once
#include "kotori/net/endpoint.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

/// The kernel's form of an Endpoint; for tcp_*.cpp only.
namespace kotori::inline v0::detail {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress to_socket_address(const Endpoint& endpoint);
Endpoint to_endpoint(const SocketAddress& address);

/// A non-blocking TCP socket of the endpoint's family with TCP_NODELAY. Throws std::system_error.
int open_socket(const Endpoint& endpoint);

}  // namespace kotori::inline v0::detail
