#pragma once
#include "apps/kotori/bench/options.hpp"
#include "apps/kotori/settings.hpp"

#include <variant>

namespace app {

/// The program has said what was asked for (help, version) or what is wrong, and ends with this status.
struct Ended {
  int status = 0;
};

using Command = std::variant<Settings, VerifySettings, BackupSettings, RestoreSettings, MoveSettings, NewSettings,
                             EchoSettings, bench::Options, Ended>;

/// What the command line asks for.
Command read_command_line(int argc, char** argv);

}  // namespace app
