#include "apps/kotori/bench/run.hpp"
#include "apps/kotori/command_line.hpp"
#include "apps/kotori/echo.hpp"
#include "apps/kotori/new_project.hpp"
#include "apps/kotori/serve.hpp"
#include "apps/kotori/upkeep.hpp"
#include "kotori/base/match.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>

int main(int argc, char** argv) {
  try {
    return kotori::match(
        app::read_command_line(argc, argv), [](const app::Settings& settings) { return app::serve(settings); },
        [](const app::VerifySettings& settings) { return app::verify(settings); },
        [](const app::BackupSettings& settings) { return app::backup(settings); },
        [](const app::RestoreSettings& settings) { return app::restore(settings); },
        [](const app::MoveSettings& settings) { return app::move(settings); },
        [](const app::NewSettings& settings) { return app::new_project(settings); },
        [](const app::EchoSettings& settings) { return app::echo(settings); },
        [](const bench::Options& options) { return bench::run(options); },
        [](const app::Ended& ended) { return ended.status; });
  } catch (const std::exception& failure) {
    std::cerr << "kotori: " << failure.what() << '\n';
    return EXIT_FAILURE;
  }
}
