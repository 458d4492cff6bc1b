#include "apps/kotori/upkeep.hpp"

#include "adapters/log_sqlite/backup.hpp"
#include "adapters/log_sqlite/verify.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <string>

namespace app {
namespace {

std::filesystem::path database_in(const std::string& data) { return std::filesystem::path{data} / "kotori.db"; }

void tell(const std::string& damage) { fmt::print("{}\n", damage); }

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string counted(const adapters::Verdict& verdict) {
  return fmt::format("{}, {}, {}", counted(verdict.rooms, "room", "rooms"), counted(verdict.facts, "fact", "facts"),
                     counted(verdict.people, "person", "people"));
}

}  // namespace

int verify(const VerifySettings& settings) {
  const auto file = settings.file.empty() ? database_in(settings.data) : std::filesystem::path{settings.file};
  const auto verdict = adapters::verify(file, tell);
  if (verdict.damages == 0) {
    fmt::print("ok: {}\n", counted(verdict));
    return EXIT_SUCCESS;
  }
  fmt::print(stderr, "kotori: {}: {}\n", file.string(), counted(verdict.damages, "thing is wrong", "things are wrong"));
  return EXIT_FAILURE;
}

int backup(const BackupSettings& settings) {
  const auto bytes = adapters::backup(database_in(settings.data), settings.file);
  fmt::print("{}: {} bytes\n", settings.file, bytes);
  return EXIT_SUCCESS;
}

int restore(const RestoreSettings& settings) {
  const auto restored = adapters::restore(settings.file, settings.data, tell);
  if (restored.verdict.damages > 0) {
    fmt::print(stderr, "kotori: {}: {}; nothing was restored\n", settings.file,
               counted(restored.verdict.damages, "thing is wrong", "things are wrong"));
    return EXIT_FAILURE;
  }
  fmt::print("{} holds what was in {}: {}\n", settings.data, settings.file, counted(restored.verdict));
  if (restored.before)
    fmt::print("What was there before is kept as {}; delete it when you need it no more.\n", restored.before->string());
  if (!std::filesystem::exists(std::filesystem::path{settings.data} / "session.key"))
    fmt::print("There is no session.key: unless you put the old one there, all who come back are newcomers.\n");
  return EXIT_SUCCESS;
}

}  // namespace app
