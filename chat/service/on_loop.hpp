#pragma once
#include "kotori/async/run_on.hpp"

namespace chat {
using kotori::call_soon;
using kotori::MoveTo;
using kotori::run_on;
}  // namespace chat
