#pragma once
#include "apps/kotori/settings.hpp"

namespace app {

/// `kotori serve`: runs the chat until SIGINT or SIGTERM and gives the exit status. Throws std::exception, with one
/// line that says what to do, when it cannot start.
int serve(const Settings& settings);

}  // namespace app
