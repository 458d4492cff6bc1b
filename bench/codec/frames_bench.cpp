#include "bench/codec/samples.hpp"
#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/message_reader.hpp"

#include <benchmark/benchmark.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <string>
#include <string_view>

namespace {
using namespace kotori::websocket;
namespace beast = boost::beast;

constexpr std::size_t buffer_of_a_loop = 64 * 1024;

void sizes(benchmark::internal::Benchmark* bench) { bench->Arg(16)->Arg(125)->Arg(1024)->Arg(65536); }

void count(benchmark::State& state, std::int64_t messages) {
  state.SetItemsProcessed(messages);
  state.SetBytesProcessed(messages * state.range(0));
}

/// One message from the system to the handler: copied from a socket, framed, unmasked, checked, whole.
void kotori_decode(benchmark::State& state, std::string_view sentence) {
  const auto frames = samples::masked_frames(samples::repeated(sentence, static_cast<std::size_t>(state.range(0))));
  std::string_view socket;
  std::string loop_buffer(buffer_of_a_loop, '\0');
  std::string_view bytes;
  MessageReader reader{Role::server};
  for ([[maybe_unused]] auto _ : state) {
    std::optional<Event> event;
    while (!(event = reader.next(bytes))) {
      if (socket.empty()) socket = frames;
      bytes = {loop_buffer.data(), socket.copy(loop_buffer.data(), loop_buffer.size())};
      socket.remove_prefix(bytes.size());
    }
    if (!std::holds_alternative<Message>(*event)) state.SkipWithError("these are messages");
    benchmark::DoNotOptimize(*event);
  }
  count(state, state.iterations());
}
BENCHMARK_CAPTURE(kotori_decode, ascii, samples::ascii)->Name("receive a message (ASCII)/kotori")->Apply(sizes);
BENCHMARK_CAPTURE(kotori_decode, japanese, samples::japanese)
    ->Name("receive a message (Japanese)/kotori")
    ->Apply(sizes);

/// What Beast's WebSocket reads from and writes to here: bytes in memory that come again and again; what it says is
/// forgotten.
class BeastStream {
 public:
  using executor_type = boost::asio::io_context::executor_type;
  using error_code = boost::system::error_code;

  BeastStream(boost::asio::io_context& context, std::string_view bytes) : context_(context), bytes_(bytes) {}

  executor_type get_executor() { return context_.get_executor(); }

  template <class Buffers> std::size_t read_some(const Buffers& buffers, error_code& error) {
    error = {};
    if (at_ == bytes_.size()) at_ = 0;
    const auto read = boost::asio::buffer_copy(buffers, boost::asio::buffer(bytes_.substr(at_)));
    at_ += read;
    return read;
  }
  template <class Buffers> std::size_t read_some(const Buffers& buffers) {
    error_code error;
    return read_some(buffers, error);
  }

  /// Copies, as the system would.
  template <class Buffers> std::size_t write_some(const Buffers& buffers, error_code& error) {
    error = {};
    said_.resize(boost::asio::buffer_size(buffers));
    return boost::asio::buffer_copy(boost::asio::buffer(said_), buffers);
  }
  template <class Buffers> std::size_t write_some(const Buffers& buffers) {
    error_code error;
    return write_some(buffers, error);
  }

 private:
  boost::asio::io_context& context_;
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::string said_;
};

void teardown(boost::beast::role_type, BeastStream&, boost::system::error_code&) {}

/// Beast's stream as a server that has accepted.
class BeastServer {
 public:
  explicit BeastServer(std::string_view bytes) : stream_(context_, bytes) {
    beast::http::request<beast::http::empty_body> upgrade{beast::http::verb::get, "/", 11};
    upgrade.set(beast::http::field::host, "localhost");
    upgrade.set(beast::http::field::upgrade, "websocket");
    upgrade.set(beast::http::field::connection, "Upgrade");
    upgrade.set(beast::http::field::sec_websocket_version, "13");
    upgrade.set(beast::http::field::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
    stream_.accept(upgrade);
    stream_.text(true);
  }
  auto& stream() { return stream_; }

 private:
  boost::asio::io_context context_;
  beast::websocket::stream<BeastStream, false> stream_;
};

void beast_decode(benchmark::State& state, std::string_view sentence) {
  const auto frames = samples::masked_frames(samples::repeated(sentence, static_cast<std::size_t>(state.range(0))));
  BeastServer server{frames};
  beast::flat_buffer message;
  for ([[maybe_unused]] auto _ : state) {
    server.stream().read(message);
    benchmark::DoNotOptimize(message.data().data());
    message.clear();
  }
  count(state, state.iterations());
}
BENCHMARK_CAPTURE(beast_decode, ascii, samples::ascii)->Name("receive a message (ASCII)/beast")->Apply(sizes);
BENCHMARK_CAPTURE(beast_decode, japanese, samples::japanese)->Name("receive a message (Japanese)/beast")->Apply(sizes);

void kotori_encode(benchmark::State& state) {
  const std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
  std::string block;
  for ([[maybe_unused]] auto _ : state) {
    block.clear();
    append_frame(block, Opcode::text, payload);
    benchmark::DoNotOptimize(block.data());
  }
  count(state, state.iterations());
}
BENCHMARK(kotori_encode)->Name("send a message/kotori")->Apply(sizes);

void beast_encode(benchmark::State& state) {
  const std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
  BeastServer server{{}};
  for ([[maybe_unused]] auto _ : state) server.stream().write(boost::asio::buffer(payload));
  count(state, state.iterations());
}
BENCHMARK(beast_encode)->Name("send a message/beast")->Apply(sizes);

void kotori_encode_masked(benchmark::State& state) {
  const std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
  std::string block;
  for ([[maybe_unused]] auto _ : state) {
    block.clear();
    append_frame(block, Opcode::text, payload, samples::key);
    benchmark::DoNotOptimize(block.data());
  }
  count(state, state.iterations());
}
BENCHMARK(kotori_encode_masked)->Name("send a message, masked/kotori")->Apply(sizes);

}  // namespace
