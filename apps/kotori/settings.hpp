#pragma once
#include "kotori/net/endpoint.hpp"
#include "kotori/server/options.hpp"

#include <string>
#include <vector>

namespace app {

/// How `kotori serve` was asked to serve.
struct Settings {
  kotori::Endpoint listen{"127.0.0.1", 8080};
  std::string data = "kotori-data";  ///< the directory that holds everything that is kept
  kotori::TlsOptions tls;            ///< without certificates: plain http
  unsigned loops = 0;                ///< 0: one per core
  kotori::ConnectionLimits connections;
  std::vector<std::string> allowed_origins;  ///< none: kotori::same_host
  std::string web;                           ///< a directory to serve the pages from; empty: those in the program
};

}  // namespace app
