#include "tests/hardening/conversations.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/net/stream_wait.hpp"
#include "tests/rfc7692/compressed.hpp"

#include <fmt/format.h>
#include <utility>

namespace hardening {
namespace {

using namespace kotori;
using namespace rfc7692;
using rfc7692::close;  // not the system's
using rfc7692::frame;

const WebSocketOptions options_of_clients{.close_time = 100ms};

std::string get(std::string_view target, std::string_view lines = {}) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n{}\r\n", target, lines);
}

std::string upgrade(std::string_view target, std::string_view lines = {}) {
  return get(target, fmt::format("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}",
                                 lines));
}

Task<bool> say(Stream& stream, std::string bytes) {
  while (!bytes.empty()) {
    const auto sent = stream.write(bytes);
    if (sent.stream != Transfer::Stream::open) co_return false;
    bytes.erase(0, sent.bytes);
    if (!bytes.empty() && co_await wait_writable(stream, 30s) != Waited::ready) co_return false;
  }
  co_return true;
}

/// Hears more; false when nothing comes.
Task<bool> hear(Stream& stream, std::string& heard) {
  for (;;) {
    const auto buffer = Loop::current()->scratch();
    const auto got = stream.read(buffer);
    heard.append(buffer.data(), got.bytes);
    if (got.bytes > 0) co_return true;
    if (got.stream != Transfer::Stream::open) co_return false;
    if (co_await wait_readable(stream, 30s) != Waited::ready) co_return false;
  }
}

/// The same at any time of day.
std::string timeless(std::string text) {
  constexpr std::string_view name = "Date: ";
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1))
    for (auto i = at + name.size(); i < text.size() && text[i] != '\r'; ++i) text[i] = 'x';
  return text;
}

/// A client gives up after a minute.
class Patience final : Timer {
 public:
  explicit Patience(WebSocket& socket) : socket_(socket) { Loop::current()->arm(*this, 1min); }

 private:
  void on_time() override { socket_.abandon(); }
  WebSocket& socket_;
};

}  // namespace

Task<> by_our_client(const Dial& dial, Story& story) {
  auto stream = co_await dial();
  if (!stream) co_return;
  for (const auto& [method, target, body] :
       {std::tuple{"GET", "/", ""s}, {"POST", "/echo", numbers(5'000)}, {"GET", "/stream", ""s}}) {
    client::ClientRequest request{.method = method, .target = target, .body = body};
    const auto answer = co_await client::ask(*stream, std::move(request), 30s);
    if (!answer) co_return;
    story.push_back(fmt::format("{} {}", answer->status, answer->body));
  }
  client::ClientRequest request{.target = "/chat", .headers = {}, .body = {}, .compression = Compression::with_context};
  auto opened = co_await client::open_websocket(std::move(stream), std::move(request), options_of_clients);
  if (!opened) co_return;
  auto& socket = (*opened)->socket();
  story.push_back("open");
  const Patience patience{socket};
  int messages = 0;
  for (const auto& text : {"hi"s, numbers(5'000)}) {
    socket.send(text);
    socket.send_binary(text);
    for (int i = 0; i < 3; ++i) {
      auto heard = co_await socket.receive();
      if (!heard) break;
      story.push_back(std::move(heard->data));
      ++messages;
    }
  }
  co_await socket.finish();
  if (messages == 6 && socket.peer_close().code == CloseCode::normal) story.push_back("(done)");
}

std::vector<Step> spoken_in_bytes() {
  Compressor compressor;
  const auto long_text = numbers(5'000);
  const auto chunked = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"s;
  return {
      {chunked + "\r\n3\r\nabc\r\n", ""},
      {"3\r\ndef\r\n0\r\nX-Trailer: x\r\n\r\n", "\r\n\r\nabcdef"},
      {chunked + "Expect: 100-continue\r\n\r\n", "100 Continue\r\n\r\n"},
      {fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", long_text.size(), long_text), "\r\n\r\n" + long_text},
      {get("/") + get("/stream") + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/nowhere"), "nothing here.\n"},
      {upgrade("/chat", "Sec-WebSocket-Extensions: permessage-deflate\r\n") + frame(fin | text, "early"), "all: early"},
      {frame(text, "a frag") + frame(fin | ping, "still there?") + frame(continuation, "mented") +
           frame(fin | continuation, " one"),
       "all: a fragmented one"},
      {frame(fin | binary, long_text), "\xC2"},
      {compressed_frame(text, compressor("pressed")) + compressed_frame(text, compressor("pressed again")),
       "all: pressed again"},
      {close_frame(1000, "bye"), "\x88\x02\x03\xE8"},
  };
}

std::vector<Step> taken_in_pieces() {
  const auto long_text = numbers(5'000);
  const auto put = "PUT /pieces HTTP/1.1\r\nHost: a\r\n"s;
  return {
      {fmt::format("{}Content-Length: {}\r\n\r\n{}", put, long_text.size(), long_text), "\r\n\r\n" + long_text},
      {put + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n", "100 Continue\r\n\r\n"},
      {"awa", ""},
      {"it", "\r\n\r\nawait"},
      {put + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", ""},
      {"0\r\n\r\n", "\r\n\r\nabc"},
      {upgrade("/pieces") + frame(fin | text, long_text), long_text},
      {frame(text, long_text) + frame(continuation, "in "), ""},
      {frame(fin | ping, "") + frame(fin | continuation, "pieces"), "in pieces"},
      {close_frame(1000), "\x88\x02\x03\xE8"},
  };
}

std::vector<std::vector<Step>> ended_by_the_server() {
  return {
      {{get("/"), "hi"}, {"GET / HTTP/1.1\r\n\r\n" + numbers(5'000), "is missing\n"}},
      {{get("/chat", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 12\r\n"), "protocol\n"}},
      {{upgrade("/chat") + frame(fin | text, "so far so good"), "all: so far so good"},
       {frame(fin | continuation, "of nothing") + numbers(5'000), "of nothing"}},
      {{upgrade("/farewell"), "that was all"}, {close_frame(4000), ""}},
  };
}

Task<> in_bytes(const Dial& dial, Story& story, std::vector<Step> steps) {
  auto stream = co_await dial();
  if (!stream) co_return;
  std::string heard;
  bool goes_on = true;
  for (auto& step : steps) {
    const auto begin = heard.size();
    goes_on = goes_on && co_await say(*stream, std::move(step.says));
    while (goes_on && heard.find(step.until, begin) == heard.npos) goes_on = co_await hear(*stream, heard);
  }
  const bool done = goes_on;
  while (goes_on) goes_on = co_await hear(*stream, heard);
  story.push_back(timeless(std::move(heard)));
  if (done) story.push_back("(done)");
}

Task<> by_a_bystander(Ground& ground, Story& story) {
  client::ClientRequest request{.target = "/listen", .headers = {}, .body = {}};
  auto opened = co_await client::open_websocket(ground.dial_soundly(), std::move(request), options_of_clients);
  if (!opened) co_return;
  auto& socket = (*opened)->socket();
  for (int i = 1; i <= 6; ++i) {
    const auto said = fmt::format("bystander {}", i);
    socket.send(said);
    const auto then = Loop::current()->now();
    while (auto heard = co_await socket.receive_text()) {
      story.push_back(*heard);
      if (*heard == said) break;
    }
    if (Loop::current()->now() != then) co_return;
    if (!socket.is_open()) break;
    co_await sleep(2s);
  }
  while (auto heard = co_await socket.receive_text()) story.push_back(*heard);
  co_await socket.finish();
  story.push_back(fmt::format("closed {}", static_cast<int>(socket.peer_close().code)));
}

}  // namespace hardening
