#pragma once
#include "apps/kotori/bench/options.hpp"

namespace bench {

/// Does the work, says on stderr how it goes and at its end on stdout what it came to. 0: everything arrived that
/// should have; 1: not so, or the server could not be reached.
int run(const Options& options);

}  // namespace bench
