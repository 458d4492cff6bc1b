#include "kotori/features/forwarded_headers.hpp"

#include "kotori/features/forwarded_chain.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"
#include "kotori/net/address_range.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0 {
namespace {

using features::ForwardedWord;

bool is_said_by_proxies(std::string_view name) {
  constexpr std::string_view family = "X-Forwarded-";
  return http::equal_ignoring_case(name.substr(0, family.size()), family) ||
         http::equal_ignoring_case(name, "Forwarded") || http::equal_ignoring_case(name, "X-Real-IP");
}

void remove_what_proxies_say(http::Headers& headers) {
  std::vector<std::string> names;
  for (const auto field : headers)
    if (is_said_by_proxies(field.name)) names.emplace_back(field.name);
  for (const auto& name : names) headers.remove(name);
}

/// The settings, read.
class Proxies {
 public:
  explicit Proxies(const ForwardedHeaders& settings) : by_(settings.by), host_(settings.host) {
    for (const auto& text : settings.trusted) {
      const auto range = parse_address_range(text);
      if (!range) throw std::invalid_argument("ForwardedHeaders: " + range.error().message);
      trusted_.push_back(*range);
    }
  }

  Task<Response> operator()(Request& request, Next next) const {
    const bool sound = believe(request);
    remove_what_proxies_say(request.headers);
    if (!sound) co_return Response::text("the proxy's word of who asks cannot be read\n", Status::bad_request);
    co_return co_await next(request);
  }

 private:
  /// False: what they say cannot be read.
  bool believe(Request& request) const {
    if (!trusts(request.client)) return true;
    const auto words = features::read_forwarded(request.headers, by_);
    if (!words) return false;
    const ForwardedWord* last = nullptr;
    for (auto word = words->rbegin(); word != words->rend() && trusts(request.client); ++word) {
      last = &*word;
      auto node = features::read_node(word->from);
      if (!node) return false;
      if (!node->known) break;
      request.client = *std::move(node->known);
    }
    return !last || believe(*last, request);
  }

  bool trusts(const Endpoint& whom) const {
    return std::ranges::any_of(trusted_, [&](const AddressRange& range) { return range.contains(whom.address); });
  }

  /// The word of the proxy that the client itself came to.
  bool believe(const ForwardedWord& word, Request& request) const {
    const auto is = [&](std::string_view proto) { return http::equal_ignoring_case(word.proto, proto); };
    if (is("https") || is("wss")) {
      request.over_tls = true;
    } else if (is("http") || is("ws")) {
      request.over_tls = false;
    } else if (!word.proto.empty()) {
      return false;
    }
    if (!host_ || word.host.empty()) return true;
    if (!http::is_authority(word.host)) return false;
    request.headers.set("Host", word.host);
    return true;
  }

  std::vector<AddressRange> trusted_;
  ForwardedBy by_;
  bool host_;
};

}  // namespace

ForwardedHeaders::operator http::Feature() const { return Proxies{*this}; }

}  // namespace kotori::inline v0
