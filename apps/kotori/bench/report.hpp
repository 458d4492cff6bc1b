#pragma once
#include "apps/kotori/bench/census.hpp"
#include "apps/kotori/bench/histogram.hpp"
#include "kotori/json/shape.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bench {

/// In milliseconds.
struct Latency {
  double p50 = 0, p90 = 0, p99 = 0, p99_9 = 0, max = 0;
  static Latency of(const Histogram& histogram);
  static constexpr auto json = kotori::json::shape(
      kotori::json::field("p50_ms", &Latency::p50), kotori::json::field("p90_ms", &Latency::p90),
      kotori::json::field("p99_ms", &Latency::p99), kotori::json::field("p99_9_ms", &Latency::p99_9),
      kotori::json::field("max_ms", &Latency::max));
};

/// What a run came to. What was not measured is not there.
struct Report {
  std::string work, url;
  std::uint64_t connections = 0, senders = 0, window = 0, size = 0;
  double rate = 0;        ///< asked for
  double seconds = 0;     ///< measured, after warming up
  double per_second = 0;  ///< deliveries, connections or pages
  std::optional<double> acknowledged_per_second;
  std::uint64_t said = 0, expected = 0, heard = 0, doubled = 0, lost_connections = 0;
  std::optional<std::uint64_t> stalled, stalled_ended;  ///< who read nothing, and whom of them the server has ended
  std::optional<Latency> delivery, answer, opening;
  std::optional<Latency> delivery_here, delivery_elsewhere;  ///< with several addresses: at that of who spoke, or not
  std::optional<Latency> at_server;                          ///< what a page takes longer than a refusal
  std::optional<Latency> back;                               ///< from when all come back until each is caught up
  std::optional<std::uint64_t> pages, tried_again;
  std::optional<double> facts_of_a_page;
  std::optional<double> server_cpu_share;  ///< 1: one core
  std::optional<double> server_cpu_us;     ///< for each delivery or connection
  std::optional<double> server_bytes;      ///< of user memory for each connection
  std::optional<double> kernel_bytes;      ///< of small objects for each connection, both ends of it
  std::optional<std::uint64_t> server_resident_bytes, server_proportional_bytes;
  std::uint64_t client_processes = 1;
  std::optional<Census> census;
  std::optional<std::uint64_t> acknowledged, acknowledged_and_missing;  ///< in the history, read at the end
  double client_cpu_share = 0;
  bool client_was_the_bottleneck = false;  ///< then the figures are those of the client
  std::string trouble;

  static constexpr auto json = kotori::json::shape(
      kotori::json::field("work", &Report::work), kotori::json::field("url", &Report::url),
      kotori::json::field("connections", &Report::connections), kotori::json::field("senders", &Report::senders),
      kotori::json::field("window", &Report::window), kotori::json::field("size", &Report::size),
      kotori::json::field("rate", &Report::rate), kotori::json::field("seconds", &Report::seconds),
      kotori::json::field("per_second", &Report::per_second),
      kotori::json::field("acknowledged_per_second", &Report::acknowledged_per_second),
      kotori::json::field("said", &Report::said), kotori::json::field("expected", &Report::expected),
      kotori::json::field("heard", &Report::heard), kotori::json::field("doubled", &Report::doubled),
      kotori::json::field("lost_connections", &Report::lost_connections),
      kotori::json::field("stalled", &Report::stalled), kotori::json::field("stalled_ended", &Report::stalled_ended),
      kotori::json::field("delivery", &Report::delivery), kotori::json::field("delivery_here", &Report::delivery_here),
      kotori::json::field("delivery_elsewhere", &Report::delivery_elsewhere),
      kotori::json::field("answer", &Report::answer), kotori::json::field("opening", &Report::opening),
      kotori::json::field("at_server", &Report::at_server), kotori::json::field("back", &Report::back),
      kotori::json::field("pages", &Report::pages), kotori::json::field("tried_again", &Report::tried_again),
      kotori::json::field("facts_of_a_page", &Report::facts_of_a_page),
      kotori::json::field("server_cpu_share", &Report::server_cpu_share),
      kotori::json::field("server_cpu_us", &Report::server_cpu_us),
      kotori::json::field("server_bytes", &Report::server_bytes),
      kotori::json::field("kernel_bytes", &Report::kernel_bytes),
      kotori::json::field("server_resident_bytes", &Report::server_resident_bytes),
      kotori::json::field("server_proportional_bytes", &Report::server_proportional_bytes),
      kotori::json::field("client_processes", &Report::client_processes),
      kotori::json::field("census", &Report::census), kotori::json::field("acknowledged", &Report::acknowledged),
      kotori::json::field("acknowledged_and_missing", &Report::acknowledged_and_missing),
      kotori::json::field("client_cpu_share", &Report::client_cpu_share),
      kotori::json::field("client_was_the_bottleneck", &Report::client_was_the_bottleneck),
      kotori::json::field("trouble", &Report::trouble));

  /// Whether everything arrived that should have, once, and nobody was lost.
  bool is_whole() const;
  /// For people.
  std::string table() const;
};

}  // namespace bench
