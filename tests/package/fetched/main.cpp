#include <cstdio>
#include <kotori/base/version.hpp>
#include <kotori/kotori.hpp>

/// It has a library that it can be linked with, and says which.
int main() {
  kotori::Routes routes;
  routes.get("/", [](const kotori::Request&) { return kotori::Response::text("hi\n"); });
  std::puts(kotori::library_version);
}
