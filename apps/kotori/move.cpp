#include "adapters/log_postgres/arrival.hpp"
#include "adapters/log_sqlite/departure.hpp"
#include "adapters/sessions_postgres/arriving_sessions.hpp"
#include "adapters/sessions_sqlite/every_session.hpp"
#include "apps/kotori/counted.hpp"
#include "apps/kotori/upkeep.hpp"
#include "kotori/sessions/key.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace app {
namespace {

using Outcome = adapters::Arrival::Outcome;

constexpr std::string_view sqlite_scheme = "sqlite:";

bool is_postgres(std::string_view url) { return url.starts_with("postgres://") || url.starts_with("postgresql://"); }

std::filesystem::path directory_in(const MoveSettings& settings) {
  if (is_postgres(settings.from))
    throw std::runtime_error("a chat moves from sqlite:DIR to postgres://..., there is no way back");
  if (!settings.from.starts_with(sqlite_scheme) || settings.from.size() == sqlite_scheme.size())
    throw std::runtime_error("--from: a chat moves from sqlite:DIR, the directory that `kotori serve` was given");
  if (!is_postgres(settings.to)) throw std::runtime_error("--to: a chat moves to postgres://USER:PASSWORD@HOST/NAME");
  return settings.from.substr(sqlite_scheme.size());
}

std::optional<std::string> key_in(const std::filesystem::path& directory) {
  const auto file = directory / "session.key";
  if (!std::filesystem::exists(file)) return {};
  const auto key = kotori::sessions::Key::load_or_create(file);
  return std::string{key.bytes.begin(), key.bytes.end()};
}

void copy_sessions(const std::filesystem::path& file, adapters::Arrival& target) {
  adapters::ArrivingSessions arriving{target.session()};
  const auto count =
      adapters::every_session(file, [&](const auto& id, const auto& record) { arriving.add(id, record); });
  if (const auto arrived = arriving.finish(); arrived != count)
    throw std::runtime_error(fmt::format("sessions: {} rows were sent, {} have arrived", count, arrived));
}

/// Says on stderr, once a second at most, how far it has come.
class Progress {
 public:
  explicit Progress(std::uint64_t all) : all_(all) {}
  void operator()(std::uint64_t facts) {
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < 1s) return;
    told_ = now;
    fmt::print(stderr, "kotori: {} of {} facts copied\n", facts, all_);
  }

 private:
  const std::uint64_t all_;
  std::chrono::steady_clock::time_point told_ = std::chrono::steady_clock::now();
};

// The directory is marked first: whenever this is cut off, there is never one chat in two places that are both served.
void hand_over(adapters::Departure& source, adapters::Arrival& target) {
  source.mark(target.place());
  switch (target.commit()) {
    case Outcome::kept: return;
    case Outcome::not_kept:
      source.unmark();
      throw std::runtime_error(fmt::format("{}: the database did not keep it; nothing was moved", target.place()));
    case Outcome::unknown:
      throw std::runtime_error(fmt::format(
          "{}: the connection was lost while it was kept, so it is there or not: do the same move again, it says which",
          target.place()));
  }
}

}  // namespace

int move(const MoveSettings& settings) {
  const auto directory = directory_in(settings);
  adapters::Departure source{directory};
  const auto key = key_in(directory);
  adapters::Arrival target{settings.to, source.tables()};
  source.require_free_for(target.place());

  const auto all = source.tables().number("SELECT coalesce(sum(head), 0) FROM rooms");
  target.copy(key, Progress{static_cast<std::uint64_t>(all)});
  copy_sessions(directory / "sessions.db", target);
  fmt::print(stderr, "kotori: everything is copied, and is verified now\n");
  const auto verdict = target.verify([](const std::string& damage) { fmt::print("{}\n", damage); });
  if (verdict.damages > 0)
    throw std::runtime_error(fmt::format("{}: {}; nothing was moved", directory.string(),
                                         counted(verdict.damages, "thing is wrong", "things are wrong")));
  hand_over(source, target);

  fmt::print("{} holds what was in {}: {}\n", target.place(), directory.string(), counted(verdict));
  fmt::print("Start nodes with --database. {} is not served any more; keep it as a backup of this day.\n",
             directory.string());
  if (!key) fmt::print("There was no session.key: all who come back are newcomers.\n");
  return EXIT_SUCCESS;
}

}  // namespace app
