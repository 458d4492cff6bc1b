#include "apps/kotori/command_line.hpp"

#include "kotori/http/origin.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

namespace app {
namespace {

constexpr int wrong_usage = 2;

}  // namespace

std::variant<Settings, Ended> read_command_line(int argc, char** argv) {
  CLI::App app{
      "Kotori, a chat server that loses no message. `kotori serve` starts it; nothing needs to be configured."};
  app.set_version_flag("--version", "kotori " KOTORI_VERSION);
  app.require_subcommand(1);

  Settings settings;
  std::string listen = settings.listen.text();
  auto& serve = *app.add_subcommand("serve", "Serve the chat and its browser client until SIGINT or SIGTERM.");
  serve.add_option("--listen", listen, "Where to listen: an IP address and a port; port 0 takes any free one")
      ->capture_default_str();
  serve.add_option("--data", settings.data, "The directory that keeps everything; made if it is not there")
      ->check([](const std::string& path) { return std::string{path.empty() ? "name a directory" : ""}; })
      ->capture_default_str();
  serve.add_option("--loops", settings.loops, "How many event loops serve, each on a thread; 0: one per core")
      ->check(CLI::Range(0U, 256U))
      ->capture_default_str();
  serve
      .add_option("--max-connections", settings.connections.all,
                  "How many connections there may be at once; by default what the limit of open files leaves")
      ->check(CLI::Range(1U, 100'000'000U));
  serve
      .add_option("--max-connections-per-address", settings.connections.per_address,
                  "How many of them from one address, or one /64 of IPv6; by default 256, and any number from private\n"
                  "addresses, where a proxy may stand")
      ->check(CLI::Range(1U, 100'000'000U));
  serve
      .add_option(
          "--allow-origin", settings.allowed_origins,
          "Whose pages may connect, as https://chat.example; can be repeated. By default those of the host that\n"
          "a browser asks for. Behind a proxy that speaks TLS, name its origin")
      ->check([](const std::string& text) {
        const auto origin = kotori::http::parse_origin(text);
        return origin ? std::string{} : origin.error().message;
      });
  serve.add_option("--web", settings.web, "A directory to serve the pages from, instead of those in the program")
      ->check(CLI::ExistingDirectory);
  std::string certificate, key;
  bool self_signed = false;
  auto& with_certificate = *serve.add_option(
      "--tls-cert", certificate, "Serve https and wss with the certificate in this PEM file, and its chain");
  auto& with_key =
      *serve.add_option("--tls-key", key, "The certificate's private key, a PEM file; read again on SIGHUP");
  with_certificate.needs(&with_key);
  with_key.needs(&with_certificate);
  serve.add_flag("--tls-self-signed", self_signed, "Serve https with a certificate made on the spot, for localhost")
      ->excludes(&with_certificate);
  serve.footer("Example: kotori serve --listen 0.0.0.0:8080 --data /var/lib/kotori");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return Ended{app.exit(error) == 0 ? 0 : wrong_usage};
  }
  auto endpoint = kotori::parse_endpoint(listen);
  if (!endpoint) {
    std::cerr << "--listen: " << endpoint.error().message << '\n';
    return Ended{wrong_usage};
  }
  settings.listen = *endpoint;
  if (!certificate.empty()) settings.tls.files.push_back({certificate, key});
  if (self_signed) settings.tls.certificates.push_back(kotori::self_signed_certificate());
  return settings;
}

}  // namespace app
