#pragma once
#include "apps/kotori/settings.hpp"

namespace app {

/// `kotori verify`, `kotori backup`, `kotori restore` and `kotori move`: each gives the exit status. They throw
/// std::exception, with one line that says what to do, when they cannot do what they were asked to.
int verify(const VerifySettings& settings);
int backup(const BackupSettings& settings);
int restore(const RestoreSettings& settings);
int move(const MoveSettings& settings);

}  // namespace app
