#include "adapters/bus_nats/nats_url.hpp"

#include <charconv>
#include <stdexcept>

namespace adapters {
namespace {

[[noreturn]] void refuse(const char* why) {
  throw std::invalid_argument(std::string("a NATS server is nats://host:port or tls://host:port, ") + why);
}

int hex_digit(char digit) {
  int value = 0;
  const auto [end, error] = std::from_chars(&digit, &digit + 1, value, 16);
  if (error != std::errc{} || end != &digit + 1) refuse("and % is followed by two hex digits");
  return value;
}

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (text.size() - i < 3) refuse("and % is followed by two hex digits");
    plain += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
    i += 2;
  }
  return plain;
}

bool begins(std::string_view& text, std::string_view with) {
  if (!text.starts_with(with)) return false;
  text.remove_prefix(with.size());
  return true;
}

int parse_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), port);
  if (error != std::errc{} || end != text.end() || port < 1 || port > 65'535) refuse("its port from 1 to 65535");
  return port;
}

void read_secrets(NatsUrl& url, std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) {
    url.token = unescaped(text);
  } else {
    url.user = unescaped(text.substr(0, colon));
    url.password = unescaped(text.substr(colon + 1));
  }
}

}  // namespace

std::string NatsUrl::server() const {
  const bool brackets = host.find(':') != host.npos;
  return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

NatsUrl parse_nats_url(std::string_view text) {
  NatsUrl url;
  if (begins(text, "tls://"))
    url.tls = true;
  else if (!begins(text, "nats://"))
    refuse("and begins so");
  if (text.ends_with('/')) text.remove_suffix(1);

  if (const auto at = text.rfind('@'); at != text.npos) {
    read_secrets(url, text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  if (begins(text, "[")) {
    const auto end = text.find(']');
    if (end == text.npos) refuse("and an IPv6 address ends with ]");
    url.host = text.substr(0, end);
    text.remove_prefix(end + 1);
  } else {
    url.host = text.substr(0, text.find(':'));
    text.remove_prefix(url.host.size());
  }
  if (url.host.empty() || url.host.find_first_of("/?#, ") != url.host.npos) refuse("with a host");
  if (begins(text, ":"))
    url.port = parse_port(text);
  else if (!text.empty())
    refuse("and nothing behind them");
  return url;
}

}  // namespace adapters
