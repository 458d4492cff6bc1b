#include "apps/kotori/bench/flags.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

namespace bench {
namespace {

constexpr std::array works{Work::echo, Work::broadcast, Work::idle,  Work::connect,
                           Work::chat, Work::durable,   Work::pages, Work::resume};

kotori::Duration from_seconds(double seconds) {
  return std::chrono::duration_cast<kotori::Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

Flags::Flags(CLI::App& command) {
  std::vector<std::string> names;
  names.reserve(works.size());
  for (const auto work : works) names.emplace_back(name_of(work));
  command
      .add_option(
          "work", work_,
          "echo: everyone hears what they said; broadcast: everyone hears what some say; idle: connections are "
          "there; connect: they come and go; chat: as broadcast, in the chat's own protocol; durable: likewise, "
          "each message follows the server's ok, and the history is read at the end; pages: pages of history are read; "
          "resume: everyone hangs up, misses messages and comes back at once")
      ->required()
      ->check(CLI::IsMember(names));
  command
      .add_option("--url", urls_,
                  "The server, as ws://HOST:PORT/PATH or wss://; given again for one of several nodes, to which "
                  "connections go in turn")
      ->capture_default_str();
  command.add_flag("--insecure", insecure_, "Take any certificate");
  command.add_flag("--compress", options_.compress, "Agree on permessage-deflate for what the server says");
  command.add_option("--connections", options_.connections, "How many")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  command
      .add_option("--stalled", options_.stalled,
                  "So many more connections, which read nothing: what the server keeps for them, and what the others "
                  "notice. Not over TLS, and not for idle and connect")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command.add_option("--senders", options_.senders, "How many of them say something; all do for echo")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command
      .add_option("--window", options_.window,
                  "Messages of each sender that are under way, or connections being opened at once")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command
      .add_option("--rate", options_.rate,
                  "Messages a second, of all senders together, by the clock; 0: as the window allows")
      ->check(CLI::Range(0.0, 1e7))
      ->capture_default_str();
  command.add_option("--size", options_.size, "Bytes of each text; at least 33")
      ->check(CLI::Range(0, 16 * 1024 * 1024))
      ->capture_default_str();
  command
      .add_option("--rooms", rooms_,
                  "For chat and durable: so many rooms, which connections enter in turn; 0: the lobby")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command.add_option("--missed", options_.missed, "For resume: messages that are said while everyone is away")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command.add_flag("--until-restarted", options_.until_restarted,
                   "For resume: do not hang up, but wait until the server has ended, and come back to the next one");
  command.add_option("--seconds", seconds_, "How long is measured")
      ->check(CLI::Range(0.1, 86400.0))
      ->capture_default_str();
  command.add_option("--warm-up", warm_up_, "Seconds before that")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  command
      .add_option("--source-addresses", options_.source_addresses,
                  "Loopback addresses to come from: each has about 28,000 ports")
      ->check(CLI::Range(1, 60000))
      ->capture_default_str();
  command.add_option("--pid", options_.pids, "A process of the server, for its CPU and memory; may be given again")
      ->check(CLI::PositiveNumber);
  command.add_option("--subprotocol", options_.subprotocol, "To ask for");
  command.add_option("--greeting", greeting_,
                     "What each connection says first, with {connection}; its answer is waited for");
  command.add_option("--template", message_, "A message in the server's protocol, with {text}, {id} and {connection}");
  command.add_option("--json", options_.json, "Where to write the report as JSON; - is stdout");
  command.footer(
      "Example: kotori bench broadcast --url ws://127.0.0.1:8080/chat --connections 1000 --senders 16 --pid $(pidof "
      "kotori)");
}

kotori::Result<Options> Flags::options() const {
  auto options = options_;
  options.work = *std::ranges::find(works, work_, name_of);
  options.urls.clear();
  for (const auto& each : urls_) {
    auto url = parse_url(each);
    if (!url) {
      url.error().message.insert(0, "--url: ");
      return std::unexpected(url.error());
    }
    options.urls.push_back(*url);
  }
  const bool quiet = options.work != Work::echo && options.work != Work::broadcast && !is_of_the_chat(options.work);
  if (options.stalled > 0 && (quiet || options.urls.front().tls))
    return std::unexpected(kotori::Error{
        kotori::ErrorCode::misfit, "--stalled: only where something is said, and to a ws:// address", {}});
  options.verify = !insecure_;
  options.duration = from_seconds(seconds_);
  options.warm_up = from_seconds(warm_up_);
  options.senders = std::min(options.senders, options.connections);
  options.rooms = Rooms{std::min(rooms_, options.connections)};

  auto greeting = greeting_;
  std::string message = "{text}";
  if (is_of_the_chat(options.work) || options.work == Work::pages || options.work == Work::resume) {
    if (options.subprotocol.empty()) options.subprotocol = "kotori.v1";
    if (greeting.empty()) greeting = R"({"type":"hello","id":"{id}","device":"bench-{connection}"})";
    message = R"({"type":"say","id":"{id}","room":"{room}","client_id":"{id}","text":"{text}"})";
  }
  if (!greeting.empty()) options.greeting = Template::parse_greeting(greeting);
  auto parsed = Template::parse(message_.empty() ? message : message_);
  if (!parsed) {
    parsed.error().message.insert(0, "--template: ");
    return std::unexpected(parsed.error());
  }
  options.message = *parsed;
  return options;
}

}  // namespace bench
