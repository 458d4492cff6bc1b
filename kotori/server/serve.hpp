#pragma once
#include "kotori/routing/routes.hpp"
#include "kotori/server/options.hpp"

namespace kotori::inline v0 {

/// Serves until SIGINT or SIGTERM, and on SIGHUP reads certificates again if it has any; gives the exit status of the
/// program. What keeps it from starting is said on stderr.
int serve(Routes routes, ServeOptions options = {});

}  // namespace kotori::inline v0
