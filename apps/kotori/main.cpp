#include "apps/kotori/command_line.hpp"
#include "apps/kotori/serve.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <variant>

int main(int argc, char** argv) {
  try {
    const auto asked = app::read_command_line(argc, argv);
    if (const auto* ended = std::get_if<app::Ended>(&asked)) return ended->status;
    return app::serve(std::get<app::Settings>(asked));
  } catch (const std::exception& failure) {
    std::cerr << "kotori: " << failure.what() << '\n';
    return EXIT_FAILURE;
  }
}
