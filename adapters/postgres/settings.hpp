#pragma once
#include "kotori/base/clock.hpp"

#include <cstdint>
#include <string>

/// PostgreSQL as the adapters use it: libpq, without waiting on a loop.
namespace adapters::postgres {

/// Which server will do, when there are several.
enum class Wanted : std::uint8_t {
  writable,  ///< one that takes what is written
  primary,   ///< one that is no standby, whether it may be written to now or not
};

/// How a server is reached.
struct Settings {
  /// As libpq takes it: `postgres://user:password@host,other/name?sslmode=verify-full`, or `host=... dbname=...`. What
  /// it does not say is taken from the environment (PGHOST, PGPASSFILE ...), and from below. Never logged.
  std::string url;
  Wanted wanted = Wanted::writable;
  std::string name = "kotori";                               ///< how pg_stat_activity calls it
  kotori::Duration to_connect = std::chrono::seconds{5};     ///< at most so long for each address; whole seconds
  kotori::Duration for_statement = std::chrono::seconds{5};  ///< which is given up when it takes longer; 0: no limit
};

}  // namespace adapters::postgres
