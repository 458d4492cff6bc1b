#pragma once
#include "kotori/json/shape.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bench {

/// Who is connected to a port of this machine, counted by what the kernel says and not by what we believe.
struct Census {
  std::uint64_t client_ends = 0, server_ends = 0;
  std::uint64_t source_addresses = 0;
  /// How many each process of the server and each of its loops has: of epolls, whose other descriptors are few.
  std::vector<std::uint64_t> by_process, by_loop;

  static constexpr auto json = kotori::json::shape(kotori::json::field("client_ends", &Census::client_ends),
                                                   kotori::json::field("server_ends", &Census::server_ends),
                                                   kotori::json::field("source_addresses", &Census::source_addresses),
                                                   kotori::json::field("by_process", &Census::by_process),
                                                   kotori::json::field("by_loop", &Census::by_loop));

  /// "5000", or "6: 16512 to 16803" if there are several.
  static std::string spread(std::vector<std::uint64_t> counts);
};

/// Of the connections to this port; a server elsewhere has none of its ends here. 0 where the kernel does not tell.
Census take_census(std::uint16_t port, std::span<const int> server_pids);

}  // namespace bench
