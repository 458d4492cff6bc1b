#pragma once
#include "apps/kotori/settings.hpp"

namespace app {

/// `kotori echo`: says back what it hears until SIGINT or SIGTERM, and gives the exit status.
int echo(const EchoSettings& settings);

}  // namespace app
