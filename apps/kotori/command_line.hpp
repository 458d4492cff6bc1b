#pragma once
#include "apps/kotori/bench/options.hpp"
#include "apps/kotori/settings.hpp"

#include <variant>

namespace app {

/// The program has said what was asked for (help, version) or what is wrong, and ends with this status.
struct Ended {
  int status = 0;
};

/// What the command line asks for.
std::variant<Settings, EchoSettings, bench::Options, Ended> read_command_line(int argc, char** argv);

}  // namespace app
