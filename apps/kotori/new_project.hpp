#pragma once
#include "apps/kotori/settings.hpp"

#include <filesystem>
#include <string>

namespace app {

/// `kotori new`: begins a project of one's own in a directory that is empty or not there yet. Gives the exit status;
/// throws std::exception, with one line that says what to do, when it cannot.
int new_project(const NewSettings& settings);

/// What a project in this directory is called: its last name, in letters that CMake takes for a target, and none that
/// CMake or the library have for their own.
std::string project_name(const std::filesystem::path& directory);

}  // namespace app
