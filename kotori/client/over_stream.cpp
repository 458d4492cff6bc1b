#include "kotori/client/over_stream.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/net/stream_wait.hpp"
#include "kotori/websocket/deflate_terms.hpp"
#include "kotori/websocket/handshake.hpp"

#include <array>
#include <fmt/format.h>
#include <sodium.h>
#include <utility>

namespace kotori::inline v0::client {
namespace {

bool was_offered(std::string_view subprotocol, std::string_view offered) {
  const std::array names{std::string{subprotocol}};
  const auto found = websocket::choose_subprotocol(names, offered);
  return found && !found->empty();
}

std::string head_of(const ClientRequest& request) {
  auto head = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.target, request.host);
  // Of these a server expects a body, and has to hear that there is none (RFC 9110 §8.6).
  const bool says_size = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (says_size || !request.body.empty()) head += fmt::format("Content-Length: {}\r\n", request.body.size());
  return head + request.headers.text() + "\r\n";
}

Instant after(Duration at_most) { return Loop::current()->now() + at_most; }

}  // namespace

Connection::Connection(std::unique_ptr<Stream> stream, const WebSocketOptions& options, ClientResponse answer,
                       std::string_view early, const std::optional<websocket::DeflateTerms>& deflate)
    : stream_(std::move(stream)),
      answer_(std::move(answer)),
      socket_(websocket::Role::client, *stream_, options, early, deflate) {
  Loop::current()->arm_until_stop(*this, Duration::max());
}

Task<bool> write_request(Stream& stream, const ClientRequest& request, Instant until) {
  const auto head = head_of(request);
  for (std::string_view left : {std::string_view{head}, std::string_view{request.body}})
    while (!left.empty()) {
      const auto sent = stream.write(left);
      if (sent.stream != Transfer::Stream::open) co_return false;
      left.remove_prefix(sent.bytes);
      if (!left.empty() && co_await wait_writable(stream, until - Loop::current()->now()) != Waited::ready)
        co_return false;
    }
  co_return true;
}

Instant wait_for_answer(bool taken, Instant until) {
  return taken ? until : std::min<Instant>(until, after(std::chrono::seconds{1}));
}

Task<Result<ClientResponse>> ask(Stream& stream, ClientRequest request, Duration at_most) {
  const auto until = after(at_most);
  const bool taken = co_await write_request(stream, request, until);
  AnswerReader reader{stream};
  co_return co_await reader.read_all(request.method, wait_for_answer(taken, until));
}

Task<std::expected<Handshake, NotOpened>> shake_hands(Stream& stream, ClientRequest request, Duration at_most) {
  auto fail_with = [](int status, std::string why) { return std::unexpected(NotOpened{status, std::move(why), {}}); };
  const auto until = after(at_most);
  std::array<std::uint8_t, 16> random{};
  randombytes_buf(random.data(), random.size());
  const auto key = websocket::make_key(random);
  request.headers.add("Upgrade", "websocket");
  request.headers.add("Connection", "Upgrade");
  request.headers.add("Sec-WebSocket-Version", "13");
  request.headers.add("Sec-WebSocket-Key", key);
  if (const auto offer = websocket::deflate_offer(request.compression); !offer.empty())
    request.headers.add("Sec-WebSocket-Extensions", offer);
  if (!co_await write_request(stream, request, until)) co_return fail_with(0, "the handshake was not taken");
  AnswerReader reader{stream};
  auto answer = co_await reader.read_head(request.method, until);
  if (!answer) co_return fail_with(0, answer.error().message);
  if (answer->status != 101)
    co_return std::unexpected(NotOpened{answer->status,
                                        fmt::format("the server answered {} instead of 101", answer->status),
                                        std::move(answer->headers)});
  if (!websocket::names(answer->headers.joined("Upgrade").value_or(""), "websocket") ||
      !websocket::names(answer->headers.joined("Connection").value_or(""), "upgrade") ||
      !websocket::answers(answer->headers.joined("Sec-WebSocket-Accept").value_or(""), key))
    co_return fail_with(101, "the server's handshake is wrong");
  // The server may only choose what was offered (§4.1).
  const auto offered = request.headers.joined("Sec-WebSocket-Protocol").value_or("");
  const auto chosen = answer->headers.joined("Sec-WebSocket-Protocol");
  const auto extensions = answer->headers.joined("Sec-WebSocket-Extensions");
  const auto deflate = websocket::check_deflate_answer(request.compression, extensions);
  if ((chosen && !was_offered(*chosen, offered)) || !deflate)
    co_return fail_with(101, "the server chose what was not offered");
  co_return Handshake{std::move(*answer), reader.take_rest(), *deflate};
}

Task<std::expected<std::unique_ptr<Connection>, NotOpened>> open_websocket(std::unique_ptr<Stream> stream,
                                                                           ClientRequest request,
                                                                           const WebSocketOptions& options,
                                                                           Duration at_most) {
  auto agreed = co_await shake_hands(*stream, std::move(request), at_most);
  if (!agreed) co_return std::unexpected(agreed.error());
  co_return std::make_unique<Connection>(std::move(stream), options, std::move(agreed->answer), agreed->early,
                                         agreed->deflate);
}

}  // namespace kotori::inline v0::client
