#include "apps/kotori/upkeep.hpp"

#include "adapters/log_postgres/verify.hpp"
#include "adapters/log_sqlite/backup.hpp"
#include "adapters/log_sqlite/verify.hpp"
#include "apps/kotori/counted.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <stdexcept>
#include <string>

namespace app {
namespace {

std::filesystem::path database_in(const std::string& data) { return std::filesystem::path{data} / "kotori.db"; }

void tell(const std::string& damage) { fmt::print("{}\n", damage); }

/// In one line what is wrong with a place, and what was not done therefore.
int refuse(const std::string& place, const adapters::Verdict& verdict, const char* what = "") {
  fmt::print(stderr, "kotori: {}: {}{}\n", place, counted(verdict.damages, "thing is wrong", "things are wrong"), what);
  return EXIT_FAILURE;
}

int restore_database(const RestoreSettings& settings) {
  if (!settings.file.empty())
    throw std::runtime_error(
        "--database: read the backup in with PostgreSQL's own tools (psql, pg_restore), and then leave FILE out");
  const auto verdict = adapters::begin_anew(settings.database, tell);
  if (verdict.damages > 0) return refuse("the database", verdict, "; nothing was done");
  fmt::print("The log has a new epoch, everybody begins anew: {}\n", counted(verdict));
  return EXIT_SUCCESS;
}

}  // namespace

int verify(const VerifySettings& settings) {
  const auto file = settings.file.empty() ? database_in(settings.data) : std::filesystem::path{settings.file};
  const bool is_file = settings.database.empty();
  const auto verdict = is_file ? adapters::verify(file, tell) : adapters::verify_database(settings.database, tell);
  if (verdict.damages > 0) return refuse(is_file ? file.string() : "the database", verdict);
  fmt::print("ok: {}\n", counted(verdict));
  return EXIT_SUCCESS;
}

int backup(const BackupSettings& settings) {
  if (!settings.database.empty())
    throw std::runtime_error("--database: back it up with PostgreSQL's own tools, pg_dump or pg_basebackup");
  const auto bytes = adapters::backup(database_in(settings.data), settings.file);
  fmt::print("{}: {} bytes\n", settings.file, bytes);
  return EXIT_SUCCESS;
}

int restore(const RestoreSettings& settings) {
  if (!settings.database.empty()) return restore_database(settings);
  const auto restored = adapters::restore(settings.file, settings.data, tell);
  if (restored.verdict.damages > 0) return refuse(settings.file, restored.verdict, "; nothing was restored");
  fmt::print("{} holds what was in {}: {}\n", settings.data, settings.file, counted(restored.verdict));
  if (restored.before)
    fmt::print("What was there before is kept as {}; delete it when you need it no more.\n", restored.before->string());
  if (!std::filesystem::exists(std::filesystem::path{settings.data} / "sessions.db"))
    fmt::print("There is no sessions.db: unless you put the old one there, all who come back are newcomers.\n");
  return EXIT_SUCCESS;
}

}  // namespace app
