#pragma once
#include "kotori/net/endpoint.hpp"
#include "kotori/server/options.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace app {

/// What every command that serves is told: where, how and on how many threads.
struct Serving {
  kotori::Endpoint listen{"127.0.0.1", 8080};
  kotori::TlsOptions tls;  ///< without certificates: plain http
  unsigned loops = 0;      ///< 0: one per core
  kotori::Duration spin{};
};

/// What a node has in common with the others that serve the same chat, and its own name.
struct Shared {
  std::string database;          ///< as libpq takes it: postgres://...; empty: SQLite in the directory, and no others
  std::string bus = "postgres";  ///< nats://..., several with commas between; or `postgres`, or `none`
  std::string bus_ca;  ///< who vouches for tls:// servers of the bus, a PEM file; empty: whom the system trusts
  std::string node;    ///< empty: the name of the machine
};

/// How `kotori serve` was asked to serve.
struct Settings {
  Serving serving;
  std::string data = "kotori-data";  ///< the directory that holds everything that is kept, without a database
  Shared shared;
  kotori::ConnectionLimits connections;
  std::vector<std::string> trusted_proxies;  ///< addresses and ranges: kotori::ForwardedHeaders
  std::uint32_t messages_a_second = 100;     ///< of each connection on the long run, and ten times as many at once
  kotori::Duration drain{};                  ///< it is not ready any more for so long before it stops
  std::optional<kotori::Endpoint> metrics;   ///< where they are told; empty: nowhere
  std::vector<std::string> allowed_origins;  ///< none: kotori::same_host
  std::string web;                           ///< a directory to serve the pages from; empty: those in the program
};

/// What `kotori verify` looks at: the database in a directory, a file, or a PostgreSQL database.
struct VerifySettings {
  std::string data = "kotori-data";
  std::string file;      ///< empty: the database in `data`
  std::string database;  ///< empty: one of the two above
};
struct BackupSettings {
  std::string data = "kotori-data";
  std::string file;
  std::string database;  ///< empty: the one in `data`
};
struct RestoreSettings {
  std::string data = "kotori-data";
  std::string file;
  std::string database;  ///< empty: the one in `data`
};

/// `kotori move`: from `sqlite:DIRECTORY` to `postgres://...`.
struct MoveSettings {
  std::string from, to;
};

/// Where `kotori new` begins a project.
struct NewSettings {
  std::string directory;
};

/// How `kotori echo` was asked to echo.
struct EchoSettings {
  Serving serving;
  std::optional<std::size_t> max_message_bytes;  ///< empty: 16 MiB, or any with `no_limits`
  bool compress = false;
  bool no_limits = false;
  bool share_port = false;  ///< with others that listen there
};

}  // namespace app
