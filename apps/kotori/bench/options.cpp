#include "apps/kotori/bench/options.hpp"

#include <arpa/inet.h>
#include <array>
#include <memory>
#include <netdb.h>

namespace bench {
namespace {

std::unexpected<kotori::Error> fail(std::string why) {
  return std::unexpected(kotori::Error{kotori::ErrorCode::misfit, std::move(why), {}});
}

kotori::Result<std::string> address_of(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), nullptr, &wanted, &found); error != 0)
    return fail(host + ": " + gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{found, freeaddrinfo};
  std::array<char, NI_MAXHOST> digits{};
  getnameinfo(found->ai_addr, found->ai_addrlen, digits.data(), digits.size(), nullptr, 0, NI_NUMERICHOST);
  return std::string{digits.data()};
}

}  // namespace

std::string_view name_of(Work work) {
  constexpr std::array<std::string_view, 8> names{"echo", "broadcast", "idle",  "connect",
                                                  "chat", "durable",   "pages", "resume"};
  return names[static_cast<std::size_t>(work)];
}

kotori::Result<Url> parse_url(std::string_view text) {
  Url url;
  if (text.starts_with("wss://")) {
    url.tls = true;
    text.remove_prefix(6);
  } else if (text.starts_with("ws://")) {
    text.remove_prefix(5);
  } else {
    return fail("an address begins with ws:// or wss://");
  }
  const auto path = text.find('/');
  url.host = text.substr(0, path);
  url.target = path == text.npos ? "/" : text.substr(path);
  const auto colon = url.host.rfind(':');
  const bool has_port = colon != std::string::npos && url.host.find(']', colon) == std::string::npos;
  auto name = url.host.substr(0, has_port ? colon : std::string::npos);
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  url.name = name;
  if (name.empty()) return fail("the address names no server");
  auto address = address_of(name);
  if (!address) return std::unexpected(address.error());
  const auto port = has_port ? url.host.substr(colon + 1) : std::string{url.tls ? "443" : "80"};
  auto endpoint = kotori::parse_endpoint((address->contains(':') ? "[" + *address + "]" : *address) + ":" + port);
  if (!endpoint) return std::unexpected(endpoint.error());
  url.endpoint = *endpoint;
  return url;
}

}  // namespace bench
