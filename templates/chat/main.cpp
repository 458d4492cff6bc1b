#include "chat.hpp"

#include <cstdlib>
#include <iostream>

int main(int argc, char** argv) {
  const auto listen = kotori::parse_endpoint(argc > 1 ? argv[1] : "127.0.0.1:8080");
  if (!listen) {
    std::cerr << listen.error().message << '\n';
    return EXIT_FAILURE;
  }
  Chat chat;
  return kotori::serve(chat.routes(), {.listen = *listen});
}
