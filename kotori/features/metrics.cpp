#include "kotori/features/metrics.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/features/prometheus_text.hpp"
#include "kotori/features/request_counts.hpp"
#include "kotori/features/server_metrics.hpp"
#include "kotori/http/refused.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kotori::inline v0 {
namespace {

using namespace features;

/// A request on its way: it is in flight until it is answered, or until its task is gone.
class Underway {
 public:
  Underway(RequestCounts& counts, const Request& request)
      : counts_(&counts), route_(request.route), method_(counted_as(request.method)), began_(now()) {
    counts.begin();
  }
  ~Underway() {
    if (counts_) counts_->abandon();
  }
  Underway(const Underway&) = delete;
  Underway& operator=(const Underway&) = delete;

  void answered(Status status) { std::exchange(counts_, nullptr)->end(route_, method_, status, now() - began_); }

 private:
  static Instant now() { return Loop::current()->read_clock(); }

  RequestCounts* counts_;
  std::string_view route_;  // a pattern, which lives as long as the routes
  std::size_t method_;
  Instant began_;
};

}  // namespace

struct Metrics::Shared {
  /// Nobody else's cache lines.
  struct alignas(64) OfLoop {
    RequestCounts counts;
  };

  RequestCounts& here() { return by_loop[Loop::current()->index() % by_loop.size()].counts; }
  void tell(PrometheusText& text) const;

  std::array<OfLoop, 64> by_loop;
  std::vector<Teller> tellers;
};

void Metrics::Shared::tell(PrometheusText& text) const {
  CountsByRoute all;
  std::uint64_t in_flight = 0;
  for (const auto& loop : by_loop) loop.counts.add_to(all, in_flight);

  static constexpr std::array<std::string_view, 5> classes{"1xx", "2xx", "3xx", "4xx", "5xx"};
  text.family("kotori_http_requests_total", "counter", "Requests that were answered.");
  for (const auto& [key, counts] : all)
    for (std::size_t i = 0; i < classes.size(); ++i)
      if (counts.by_class[i] > 0)
        text.sample(counts.by_class[i],
                    {{"route", key.first}, {"method", counted_methods[key.second]}, {"status", classes[i]}});

  text.family("kotori_http_request_duration_seconds", "histogram", "From a request to the head of its answer.");
  for (const auto& [key, counts] : all) {
    const auto method = counted_methods[key.second];
    std::uint64_t so_far = 0;
    for (std::size_t i = 0; i < counts.by_duration.size(); ++i) {
      so_far += counts.by_duration[i];
      const auto bound = i < duration_bounds.size() ? PrometheusText::number(duration_bounds[i]) : "+Inf";
      text.sample(so_far, {{"route", key.first}, {"method", method}, {"le", bound}}, "_bucket");
    }
    const auto seconds = std::chrono::duration<double>(counts.duration).count();
    text.sample(seconds, {{"route", key.first}, {"method", method}}, "_sum");
    text.sample(so_far, {{"route", key.first}, {"method", method}}, "_count");
  }

  text.family("kotori_http_requests_in_flight", "gauge", "Requests that wait for their answer.");
  text.sample(in_flight);
  for (const auto& teller : tellers) teller(text);
}

Metrics::Metrics() : shared_(std::make_shared<Shared>()) {}

void Metrics::also(Teller tell) { shared_->tellers.push_back(std::move(tell)); }

Task<Response> Metrics::operator()(Request& request, Next next) const {
  Underway underway{shared_->here(), request};
  try {
    auto response = co_await next(request);
    underway.answered(response.status);
    co_return response;
  } catch (const Refused& refused) {
    underway.answered(refused.status);
    throw;
  } catch (...) {
    underway.answered(Status::internal_server_error);
    throw;
  }
}

Metrics::Page Metrics::page() const {
  return [shared = shared_](const Request& request) {
    PrometheusText text;
    shared->tell(text);
    if (request.server) tell(*request.server, text);
    return Response::of(PrometheusText::content_type, text.take());
  };
}

Metrics::Page Metrics::page(const ServerStatus& of) const {
  return [shared = shared_, &of](const Request&) {
    PrometheusText text;
    shared->tell(text);
    tell(of, text);
    return Response::of(PrometheusText::content_type, text.take());
  };
}

}  // namespace kotori::inline v0
