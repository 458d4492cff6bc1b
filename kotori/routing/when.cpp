#include "kotori/routing/when.hpp"

#include "kotori/base/match.hpp"
#include "kotori/http/accept.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <stdexcept>

namespace kotori::inline v0::routing {
namespace {

constexpr std::string_view any_below = "*.";

struct Authority {
  std::string_view host;
  std::string_view port;
};

Authority split(std::string_view all) {
  const auto colon = all.find(':', all.starts_with('[') ? all.find(']') : 0);
  if (colon == std::string_view::npos) return {all, {}};
  return {all.substr(0, colon), all.substr(colon + 1)};
}

Authority asked_for(const Request& request) { return split(request.header("Host").value_or("")); }

bool is_named(std::string_view host, std::string_view name) {
  if (!name.starts_with(any_below)) return http::equal_ignoring_case(host, name);
  name.remove_prefix(any_below.size() - 1);
  return host.size() > name.size() && http::equal_ignoring_case(host.substr(host.size() - name.size()), name);
}

bool is_port(std::string_view sent, std::uint16_t number, bool over_tls) {
  std::uint16_t port = over_tls ? 443 : 80;
  if (!sent.empty() && std::from_chars(sent.data(), sent.data() + sent.size(), port).ec != std::errc{}) return false;
  return port == number;
}

bool has_header(const Request& request, const When::Given& wanted) {
  for (const auto& field : request.headers) {
    if (!http::equal_ignoring_case(field.name, wanted.name)) continue;
    if (!wanted.value) return true;
    auto list = field.value;
    while (const auto element = http::take_preference(list))
      if (element->weight > 0 && http::equal_ignoring_case(element->name, *wanted.value)) return true;
  }
  return false;
}

void require(bool holds, const std::string& complaint) {
  if (!holds) throw std::invalid_argument(complaint);
}

std::string text_of(const When::Given& given) { return given.name + (given.value ? "=" + *given.value : ""); }

}  // namespace

Conditions::Conditions(const When& when) {
  for (const auto& host : when.hosts) {
    const auto name = std::string_view(host).substr(host.starts_with(any_below) ? any_below.size() : 0);
    require(http::is_authority(name) && split(name).port.empty(), "a host is a name alone: " + host);
  }
  if (!when.hosts.empty()) all_.emplace_back(Host{when.hosts});
  if (when.port) all_.emplace_back(Port{*when.port});
  for (const auto& header : when.headers) {
    require(http::is_token(header.name), "a header's name must be a token: " + header.name);
    all_.emplace_back(Header{header});
  }
  for (const auto& parameter : when.query) all_.emplace_back(Query{parameter});
  *this = Conditions({}, *this);
}

Conditions::Conditions(const Conditions& outer, const Conditions& inner) : all_(outer.all_) {
  all_.insert(all_.end(), inner.all_.begin(), inner.all_.end());
  std::ranges::sort(all_, {}, [](const Condition& condition) { return text_of(condition); });
  const auto doubled = std::ranges::unique(all_);
  all_.erase(doubled.begin(), doubled.end());
}

bool Conditions::holds(const Condition& condition, const Request& request) {
  return match(
      condition,
      [&](const Host& host) {
        return std::ranges::any_of(host.names,
                                   [&](const auto& name) { return is_named(asked_for(request).host, name); });
      },
      [&](const Port& port) { return is_port(asked_for(request).port, port.number, request.over_tls); },
      [&](const Header& header) { return has_header(request, header); },
      [&](const Query& wanted) { return http::query_holds(request.query(), wanted.name, wanted.value); });
}

bool Conditions::are_at_home(const Request& request) const {
  return std::ranges::all_of(all_, [&](const Condition& condition) {
    const bool is_home = std::holds_alternative<Host>(condition) || std::holds_alternative<Port>(condition);
    return !is_home || holds(condition, request);
  });
}

bool Conditions::hold(const Request& request) const {
  return std::ranges::all_of(all_, [&](const Condition& condition) { return holds(condition, request); });
}

std::optional<std::string> Conditions::unmet(const Request& request) const {
  for (const auto& condition : all_)
    if (!holds(condition, request)) return text_of(condition);
  return std::nullopt;
}

std::size_t Conditions::weight() const {
  std::size_t sum = 0;
  for (const auto& condition : all_) {
    const auto* host = std::get_if<Host>(&condition);
    const bool wide = host && std::ranges::any_of(host->names, [](const auto& name) { return name.starts_with('*'); });
    sum += wide ? 1 : 2;
  }
  return sum;
}

std::vector<std::string> Conditions::header_names() const {
  std::vector<std::string> names;
  for (const auto& condition : all_)
    if (const auto* header = std::get_if<Header>(&condition)) names.push_back(header->name);
  return names;
}

std::string Conditions::text_of(const Condition& condition) {
  return match(
      condition, [](const Host& host) { return fmt::format("host {}", fmt::join(host.names, " or ")); },
      [](const Port& port) { return fmt::format("port {}", port.number); },
      [](const Header& header) { return "header " + routing::text_of(header); },
      [](const Query& query) { return "query " + routing::text_of(query); });
}

std::string Conditions::text() const {
  std::string all;
  for (const auto& condition : all_) all.append(all.empty() ? "" : ", ").append(text_of(condition));
  return all;
}

}  // namespace kotori::inline v0::routing
