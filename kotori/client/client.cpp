#include "kotori/client/client.hpp"

#include "kotori/http/chunked_reader.hpp"
#include "kotori/http/request_head.hpp"
#include "kotori/http/text.hpp"
#include "kotori/net/stream_wait.hpp"
#include "kotori/websocket/deflate_terms.hpp"
#include "kotori/websocket/handshake.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <sodium.h>
#include <utility>

namespace kotori::inline v0::client {
namespace {

constexpr std::size_t most_head = 64 * 1024;
constexpr std::size_t most_body = 64 * 1024 * 1024;

std::unexpected<Error> fail(std::string why) {
  return std::unexpected(Error{ErrorCode::unavailable, std::move(why), {}});
}

std::string head_of(const ClientRequest& request) {
  auto head = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.target, request.host);
  if (!request.body.empty()) head += fmt::format("Content-Length: {}\r\n", request.body.size());
  return head + request.headers.text() + "\r\n";
}

Result<ClientResponse> parse_head(std::string_view head) {
  const auto line_end = head.find("\r\n");
  const auto line = head.substr(0, line_end);
  ClientResponse response;
  if (!line.starts_with("HTTP/1.1 ") ||
      std::from_chars(line.data() + 9, line.data() + line.size(), response.status).ec != std::errc{})
    return fail("the answer is not HTTP/1.1");
  auto fields = http::parse_fields(head.substr(line_end + 2, head.size() - line_end - 4));
  if (!fields) return fail("the answer's head is malformed: " + fields.error().message);
  response.headers = std::move(*fields);
  return response;
}

/// Bytes that come from a stream, until a deadline.
class Incoming {
 public:
  Incoming(Stream& stream, Duration at_most) : stream_(stream), end_(Loop::current()->now() + at_most) {}

  /// False when nothing more comes.
  Task<bool> more() {
    for (;;) {
      const auto buffer = Loop::current()->scratch();
      const auto got = stream_.read(buffer);
      bytes.append(buffer.data(), got.bytes);
      if (got.bytes > 0) co_return true;
      if (got.stream != Transfer::Stream::open) co_return false;
      const auto left = end_ - Loop::current()->now();
      if (left <= Duration::zero() || co_await wait_readable(stream_, left) != Waited::ready) co_return false;
    }
  }
  std::string take(std::size_t count) {
    auto taken = bytes.substr(0, count);
    bytes.erase(0, count);
    return taken;
  }

  std::string bytes;

 private:
  Stream& stream_;
  Instant end_;
};

Task<bool> write_all(Stream& stream, std::string bytes, Duration at_most) {
  while (!bytes.empty()) {
    const auto sent = stream.write(bytes);
    if (sent.stream != Transfer::Stream::open) co_return false;
    bytes.erase(0, sent.bytes);
    if (!bytes.empty() && co_await wait_writable(stream, at_most) != Waited::ready) co_return false;
  }
  co_return true;
}

Task<Result<ClientResponse>> read_head(Incoming& incoming) {
  for (;;) {
    const auto end = incoming.bytes.find("\r\n\r\n");
    const auto size = end == std::string::npos ? incoming.bytes.size() + 1 : end + 4;
    if (size > most_head) co_return fail("the answer's head is too large");
    if (end != std::string::npos) {
      auto head = parse_head(incoming.take(end + 4));
      if (head && head->status == 100) continue;
      co_return head;
    }
    if (!co_await incoming.more()) co_return fail("the server did not answer");
  }
}

Task<Result<ClientResponse>> read_chunks(Incoming& incoming, ClientResponse response) {
  if (!http::equal_ignoring_case(*response.headers.joined("Transfer-Encoding"), "chunked"))
    co_return fail("the answer's Transfer-Encoding is not understood");
  http::ChunkedReader chunks{{.head = most_head, .body = most_body}};
  for (;;) {
    std::string_view bytes = incoming.bytes;
    const auto ended = chunks.feed(bytes, response.body);
    incoming.take(incoming.bytes.size() - bytes.size());
    if (!ended) co_return fail("the answer is malformed: " + ended.error().message);
    if (*ended) co_return response;
    if (!co_await incoming.more()) co_return fail("the answer ended early");
  }
}

bool was_offered(std::string_view subprotocol, std::string_view offered) {
  const std::array names{std::string{subprotocol}};
  const auto found = websocket::choose_subprotocol(names, offered);
  return found && !found->empty();
}

}  // namespace

Task<Result<ClientResponse>> ask(Stream& stream, ClientRequest request, Duration at_most) {
  if (!co_await write_all(stream, head_of(request) + request.body, at_most))
    co_return fail("the request was not taken");
  Incoming incoming{stream, at_most};
  auto response = co_await read_head(incoming);
  if (!response) co_return response;
  const auto length_text = response->headers.find("Content-Length").value_or("0");
  std::size_t length = 0;
  if (std::from_chars(length_text.data(), length_text.data() + length_text.size(), length).ec != std::errc{})
    co_return fail("the answer's Content-Length is malformed");
  if (length > most_body) co_return fail("the answer is too large");
  if (request.method == "HEAD" || response->status == 304)
    length = 0;
  else if (response->headers.contains("Transfer-Encoding"))
    co_return co_await read_chunks(incoming, std::move(*response));
  while (incoming.bytes.size() < length)
    if (!co_await incoming.more()) co_return fail("the answer ended early");
  response->body = incoming.take(length);
  co_return response;
}

Task<std::expected<Handshake, NotOpened>> shake_hands(Stream& stream, ClientRequest request) {
  auto fail_with = [](int status, std::string why) { return std::unexpected(NotOpened{status, std::move(why)}); };
  std::array<std::uint8_t, 16> random{};
  randombytes_buf(random.data(), random.size());
  const auto key = websocket::make_key(random);
  request.headers.add("Upgrade", "websocket");
  request.headers.add("Connection", "Upgrade");
  request.headers.add("Sec-WebSocket-Version", "13");
  request.headers.add("Sec-WebSocket-Key", key);
  if (const auto offer = websocket::deflate_offer(request.compression); !offer.empty())
    request.headers.add("Sec-WebSocket-Extensions", offer);
  constexpr auto at_most = std::chrono::seconds{30};
  if (!co_await write_all(stream, head_of(request), at_most)) co_return fail_with(0, "the handshake was not taken");
  Incoming incoming{stream, at_most};
  auto answer = co_await read_head(incoming);
  if (!answer) co_return fail_with(0, answer.error().message);
  if (answer->status != 101)
    co_return fail_with(answer->status, fmt::format("the server answered {} instead of 101", answer->status));
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
  co_return Handshake{std::move(*answer), std::move(incoming.bytes), *deflate};
}

Task<std::expected<std::unique_ptr<Connection>, NotOpened>> open_websocket(std::unique_ptr<Stream> stream,
                                                                           ClientRequest request,
                                                                           const WebSocketOptions& options) {
  auto agreed = co_await shake_hands(*stream, std::move(request));
  if (!agreed) co_return std::unexpected(agreed.error());
  co_return std::make_unique<Connection>(std::move(stream), options, std::move(agreed->answer), agreed->early,
                                         agreed->deflate);
}

}  // namespace kotori::inline v0::client
