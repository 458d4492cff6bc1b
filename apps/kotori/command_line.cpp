#include "apps/kotori/command_line.hpp"

#include "apps/kotori/bench/flags.hpp"
#include "kotori/http/origin.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

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
      .add_option(
          "--allow-origin", settings.allowed_origins,
          "Whose pages may connect, as https://chat.example; can be repeated. By default those of the host that\n"
          "a browser asks for. Behind a proxy that speaks TLS, name its origin")
      ->check([](const std::string& text) {
        const auto origin = kotori::http::parse_origin(text);
        return origin ? std::string{} : origin.error().message;
      });
}

}  // namespace

std::variant<Settings, EchoSettings, bench::Options, Ended> read_command_line(int argc, char** argv) {
  CLI::App app{
      "Kotori, a chat server that loses no message. `kotori serve` starts it; nothing needs to be configured."};
  app.set_version_flag("--version", "kotori " KOTORI_VERSION);
  app.require_subcommand(1);

  Settings settings;
  auto& serve = *app.add_subcommand("serve", "Serve the chat and its browser client until SIGINT or SIGTERM.");
  const ServingFlags serve_flags{serve};
  serve.add_option("--data", settings.data, "The directory that keeps everything; made if it is not there")
      ->check([](const std::string& path) { return std::string{path.empty() ? "name a directory" : ""}; })
      ->capture_default_str();
  add_door_flags(serve, settings);
  serve.add_option("--web", settings.web, "A directory to serve the pages from, instead of those in the program")
      ->check(CLI::ExistingDirectory);
  serve.footer("Example: kotori serve --listen 0.0.0.0:8080 --data /var/lib/kotori");

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

  auto& bench = *app.add_subcommand("bench", "Put load on a WebSocket server, and say how it bears it.");
  bench::Flags bench_flags{bench};

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return Ended{app.exit(error) == 0 ? 0 : wrong_usage};
  }
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
