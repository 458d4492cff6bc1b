#include "apps/kotori/command_line.hpp"

#include "apps/kotori/bench/flags.hpp"
#include "kotori/base/version.hpp"
#include "kotori/http/origin.hpp"
#include "kotori/net/address_range.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <iostream>
#include <optional>
#include <utility>

namespace app {
namespace {

constexpr int wrong_usage = 2;

/// The flags of every command that serves.
class ServingFlags {
 public:
  explicit ServingFlags(CLI::App& command) {
    command.add_option("--listen", listen_, "Where to listen: an IP address and a port; port 0 takes any free one")
        ->capture_default_str();
    command.add_option("--loops", serving_.loops, "How many event loops serve, each on a thread; 0: one per core")
        ->check(CLI::Range(0U, 256U))
        ->capture_default_str();
    command
        .add_option("--spin", spin_,
                    "Microseconds for which a loop asks on for more before it sleeps, while pauses are that short: a\n"
                    "quicker answer to a few busy clients, for more of the processor's time. 50 is a good value")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    auto& with_certificate = *command.add_option(
        "--tls-cert", certificate_, "Serve https and wss with the certificate in this PEM file, and its chain");
    auto& with_key =
        *command.add_option("--tls-key", key_, "The certificate's private key, a PEM file; read again on SIGHUP");
    with_certificate.needs(&with_key);
    with_key.needs(&with_certificate);
    command
        .add_flag("--tls-self-signed", self_signed_, "Serve https with a certificate made on the spot, for localhost")
        ->excludes(&with_certificate);
  }
  ServingFlags(const ServingFlags&) = delete;
  ServingFlags& operator=(const ServingFlags&) = delete;

  /// What they come to, once they are parsed.
  kotori::Result<Serving> serving() const {
    auto result = serving_;
    auto endpoint = kotori::parse_endpoint(listen_);
    if (!endpoint) {
      endpoint.error().message.insert(0, "--listen: ");
      return std::unexpected(endpoint.error());
    }
    result.listen = *endpoint;
    result.spin = std::chrono::microseconds{spin_};
    if (!certificate_.empty()) result.tls.files.push_back({certificate_, key_});
    if (self_signed_) result.tls.certificates.push_back(kotori::self_signed_certificate());
    return result;
  }

 private:
  Serving serving_;
  std::string listen_ = serving_.listen.text();
  std::string certificate_, key_;
  int spin_ = 0;
  bool self_signed_ = false;
};

const CLI::Validator named{[](const std::string& path) { return path.empty() ? "name one" : std::string{}; }, {}};

void add_data_flag(CLI::App& command, std::string& data, const char* what) {
  command.add_option("--data", data, what)->check(named)->capture_default_str();
}

/// The commands that look after what is kept: in a directory, or in a database that several nodes serve.
class UpkeepFlags {
 public:
  explicit UpkeepFlags(CLI::App& app)
      : verify_(*app.add_subcommand(
            "verify", "Look through everything that is kept, also while it is being served, and say what is wrong.")),
        backup_(*app.add_subcommand("backup", "Copy everything that was said into one file, also while it is served.")),
        restore_(*app.add_subcommand("restore", "Put a backup in place of what is kept. The server must not run.")),
        move_(*app.add_subcommand(
            "move", "Move a chat from its directory into a PostgreSQL database. The server must not run.")) {
    constexpr const char* where = "The directory that `kotori serve` was given";
    add_place_flags(verify_, verify_settings_, where, "The PostgreSQL database that `kotori serve` was given");
    verify_.add_option("FILE", verify_settings_.file, "A backup to look through instead")
        ->check(named)
        ->excludes("--database");
    verify_.callback([this] {
      if (verify_settings_.file.empty()) look_around(verify_, verify_settings_.database);
    });
    verify_.footer(
        "It says where each thing is that is wrong, and ends with 1; or `ok`, and ends with 0. It changes nothing.\n"
        "Example: kotori verify --data /var/lib/kotori");

    add_place_flags(backup_, backup_settings_, where, "Refused: pg_dump and pg_basebackup back up a database");
    backup_.add_option("FILE", backup_settings_.file, "The file to make; there may be none of that name")->check(named);
    backup_.callback([this] { require_file(backup_, backup_settings_); });
    backup_.footer(
        "The files `sessions.db` and `session.key`, by which browsers are known again, are not in it: see\n"
        "docs/operations/backup.md.\n"
        "Example: kotori backup --data /var/lib/kotori /backups/monday.kotori");

    add_place_flags(restore_, restore_settings_, "The directory that `kotori serve` is given; made if it is not there",
                    "A database to which PostgreSQL's own tools have brought a backup back, without FILE: it is\n"
                    "verified, and begins anew as below");
    restore_.add_option("FILE", restore_settings_.file, "The backup")->check(named);
    restore_.callback([this] { require_file(restore_, restore_settings_); });
    restore_.footer(
        "The backup is verified first. What was there is kept beside it. Whoever comes back to the server is told to\n"
        "begin anew, so that nobody takes what is said now for what was said after the backup.\n"
        "Example: kotori restore --data /var/lib/kotori /backups/monday.kotori");

    move_.add_option("--from", move_settings_.from, "sqlite:DIR, the directory that `kotori serve` was given")
        ->required()
        ->check(named);
    move_.add_option("--to", move_settings_.to, "An empty database: postgres://USER:PASSWORD@HOST/NAME")
        ->envname(database_variable)
        ->required();
    move_.footer(
        "All of it or nothing, verified before it counts. Whoever comes back to the new place goes on where they "
        "were.\n"
        "The directory is left as it is, with a file `moved-to` in it, and not served any more.\n"
        "Example: KOTORI_DATABASE=postgres://kotori:...@db/kotori kotori move --from sqlite:/var/lib/kotori");
  }
  UpkeepFlags(const UpkeepFlags&) = delete;
  UpkeepFlags& operator=(const UpkeepFlags&) = delete;

  /// Once they are parsed: empty when it was another command.
  std::optional<Command> command() const {
    if (verify_.parsed()) return verify_settings_;
    if (backup_.parsed()) return backup_settings_;
    if (restore_.parsed()) return restore_settings_;
    if (move_.parsed()) return move_settings_;
    return {};
  }

 private:
  static constexpr const char* database_variable = "KOTORI_DATABASE";

  template <class Its>
  static void add_place_flags(CLI::App& command, Its& settings, const char* directory, const char* database) {
    add_data_flag(command, settings.data, directory);
    command.add_option("--database", settings.database, fmt::format("{} (Env:{})", database, database_variable))
        ->excludes("--data");
  }

  // What the environment says counts if no place is named.
  static void look_around(const CLI::App& command, std::string& database) {
    const char* around = std::getenv(database_variable);
    if (around && command.count("--data") + command.count("--database") == 0) database = around;
  }
  template <class Its> static void require_file(const CLI::App& command, Its& settings) {
    look_around(command, settings.database);
    if (settings.file.empty() && settings.database.empty()) throw CLI::RequiredError("FILE");
  }

  CLI::App &verify_, &backup_, &restore_, &move_;
  VerifySettings verify_settings_;
  BackupSettings backup_settings_;
  RestoreSettings restore_settings_;
  MoveSettings move_settings_;
};

/// For one chat on several machines.
void add_shared_flags(CLI::App& command, Shared& shared) {
  auto& database =
      *command
           .add_option("--database", shared.database,
                       "Keep everything in this PostgreSQL database instead, which several nodes may serve\n"
                       "at once: postgres://USER:PASSWORD@HOST/NAME, or words as psql takes them")
           ->envname("KOTORI_DATABASE");
  command
      .add_option(
          "--bus", shared.bus,
          "How the nodes tell one another what is new: nats://HOST:4222 (tls://, a user or token before the host;\n"
          "several with commas between), `postgres` for its LISTEN and NOTIFY, or `none`: within five seconds then")
      ->envname("KOTORI_BUS")
      ->needs(&database)
      ->capture_default_str();
  command.add_option("--bus-ca", shared.bus_ca, "Who vouches for the servers of a tls:// bus: a PEM file")
      ->needs(&database)
      ->check(CLI::ExistingFile);
  command
      .add_option("--node", shared.node,
                  "What this node is called, and no other that serves this database; by default the machine's name")
      ->envname("KOTORI_NODE")
      ->needs(&database)
      ->check(named);
}

/// Who may come in, and how many.
void add_door_flags(CLI::App& command, Settings& settings) {
  constexpr std::size_t very_many = 100'000'000;
  command
      .add_option("--max-connections", settings.connections.all,
                  "How many connections there may be at once; by default what the limit of open files leaves")
      ->check(CLI::Range(std::size_t{1}, very_many));
  command
      .add_option("--max-connections-per-address", settings.connections.per_address,
                  "How many of them from one address, or one /64 of IPv6; by default 256, and any number from private\n"
                  "addresses, where a proxy may stand")
      ->check(CLI::Range(std::size_t{1}, very_many));
  command
      .add_option("--max-messages-per-second", settings.messages_a_second,
                  "How many messages a connection may send on the long run, and ten times as many at once; more wait")
      ->check(CLI::Range(1U, 1'000'000U))
      ->capture_default_str();
  command
      .add_option(
          "--trusted-proxy", settings.trusted_proxies,
          "A proxy that is believed when it says in X-Forwarded-For and -Proto who asks, and whether over TLS: an\n"
          "address, or a range as 10.0.0.0/8; can be repeated. By default nobody is")
      ->check([](const std::string& text) {
        const auto range = kotori::parse_address_range(text);
        return range ? std::string{} : range.error().message;
      });
  command
      .add_option(
          "--allow-origin", settings.allowed_origins,
          "Whose pages may connect, as https://chat.example; can be repeated. By default those of the host that\n"
          "a browser asks for. Behind a proxy that speaks TLS and is not trusted, name its origin")
      ->check([](const std::string& text) {
        const auto origin = kotori::http::parse_origin(text);
        return origin ? std::string{} : origin.error().message;
      });
}

}  // namespace

Command read_command_line(int argc, char** argv) {
  CLI::App app{
      "Kotori, a chat server that loses no message. `kotori serve` starts it; nothing needs to be configured."};
  app.set_version_flag("--version", std::string{"kotori "} + kotori::library_version);
  app.require_subcommand(1);

  Settings settings;
  auto& serve = *app.add_subcommand("serve", "Serve the chat and its browser client until SIGINT or SIGTERM.");
  const ServingFlags serve_flags{serve};
  add_data_flag(serve, settings.data, "The directory that keeps everything; made if it is not there");
  add_shared_flags(serve, settings.shared);
  add_door_flags(serve, settings);
  serve.add_option_function<std::string>(
      "--metrics",
      [&settings](const std::string& text) {
        auto endpoint = kotori::parse_endpoint(text);
        if (!endpoint) throw CLI::ValidationError("--metrics", endpoint.error().message);
        settings.metrics = *std::move(endpoint);
      },
      "Tell Prometheus how busy it is, at http://ADDRESS:PORT/metrics, as 127.0.0.1:9464; nobody is asked who they\n"
      "are there. By default nowhere");
  serve
      .add_option_function<unsigned>(
          "--drain", [&settings](unsigned seconds) { settings.drain = std::chrono::seconds{seconds}; },
          "Seconds for which /readyz says no, and everybody is still served, before a stop begins: so that a balancer\n"
          "sends nobody new meanwhile. 0 if not told")
      ->check(CLI::Range(0U, 3600U));
  serve.add_option("--web", settings.web, "A directory to serve the pages from, instead of those in the program")
      ->check(CLI::ExistingDirectory);
  serve.footer("Example: kotori serve --listen 0.0.0.0:8080 --data /var/lib/kotori");

  const UpkeepFlags upkeep{app};

  EchoSettings echo_settings;
  auto& echo = *app.add_subcommand(
      "echo", "Say back what WebSockets on / and /echo say, until SIGINT or SIGTERM: for those who debug a client.");
  const ServingFlags echo_flags{echo};
  echo.add_option("--max-message-bytes", echo_settings.max_message_bytes,
                  "The longest message that is taken, in bytes; 16 MiB if not told")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 30));
  echo.add_flag("--compress", echo_settings.compress, "Agree to permessage-deflate with clients that offer it");
  echo.add_flag("--no-limits", echo_settings.no_limits,
                "Bound nothing but what --max-message-bytes says: only for clients that you trust");
  echo.add_flag("--share-port", echo_settings.share_port,
                "Join other processes that listen there already: connections are spread over all of them");
  echo.footer("Example: kotori echo --listen 127.0.0.1:9001 --max-message-bytes 16777216 --compress");

  NewSettings new_settings;
  auto& new_project = *app.add_subcommand(
      "new", "Begin a chat server of your own with the library: a C++ project that builds, with its test.");
  new_project
      .add_option("DIR", new_settings.directory,
                  "Where; it may not be there yet, or is empty. The project is named after it")
      ->required()
      ->check(named);
  new_project.footer("Example: kotori new my-chat");

  auto& bench = *app.add_subcommand("bench", "Put load on a WebSocket server, and say how it bears it.");
  bench::Flags bench_flags{bench};

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return Ended{app.exit(error) == 0 ? 0 : wrong_usage};
  }
  if (auto command = upkeep.command()) return std::move(*command);
  if (new_project.parsed()) return new_settings;
  if (bench.parsed()) {
    auto options = bench_flags.options();
    if (options) return std::move(*options);
    std::cerr << options.error().message << '\n';
    return Ended{wrong_usage};
  }
  auto serving = (echo.parsed() ? echo_flags : serve_flags).serving();
  if (!serving) {
    std::cerr << serving.error().message << '\n';
    return Ended{wrong_usage};
  }
  if (echo.parsed()) {
    echo_settings.serving = std::move(*serving);
    return echo_settings;
  }
  settings.serving = std::move(*serving);
  return settings;
}

}  // namespace app
