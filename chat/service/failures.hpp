#pragma once
#include <exception>

namespace chat {

/// What becomes of a task that threw: operators hear of it, and everyone else goes on.
void report_failure(const std::exception_ptr& failure);

}  // namespace chat
