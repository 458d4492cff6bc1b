#include "kotori/testing/test_server.hpp"

#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0 {
namespace {

Task<> ask_into(std::optional<Result<client::ClientResponse>>& answer, Stream& stream, client::ClientRequest request) {
  answer = co_await client::ask(stream, std::move(request));
}

}  // namespace

TestServer::TestServer(Routes routes, const TestServerOptions& options)
    : TestServer(std::make_shared<Simulation>(options.seed, options.loops + 1), std::move(routes), options) {}

TestServer::TestServer(Simulation& simulation, Routes routes, const TestServerOptions& options)
    : TestServer(std::shared_ptr<Simulation>{std::shared_ptr<void>{}, &simulation}, std::move(routes), options) {}

TestServer::TestServer(std::shared_ptr<Simulation> simulation, Routes routes, const TestServerOptions& options)
    : simulation_(std::move(simulation)),
      clients_(simulation_->loop(simulation_->loop_count() - 1)),
      routes_(std::move(routes)),
      options_(options) {
  client_options_.message.message_bytes = client_options_.outbox_bytes = 64 * 1024 * 1024;
  const auto loops = simulation_->loop_count() - 1;
  auto premises = server::Premises::open(routes_, options_.serve, loops, this);
  if (!premises) throw std::invalid_argument(premises.error().message);
  premises_ = std::move(*premises);
  for (std::size_t i = 0; i < loops; ++i) hosts_.push_back(std::make_unique<server::Host>(*premises_));
}

TestServer::~TestServer() {
  if (!stopped_) stop();
  simulation_->advance(options_.serve.stop_time);
}

void TestServer::act(Job job) { simulation_->run_on(clients_, std::move(job)); }

bool TestServer::comes_true(const std::function<bool()>& holds) {
  bool answer = false;
  act([&] { answer = holds(); });
  return answer;
}

std::unique_ptr<Pipe> TestServer::dial(std::string from) {
  const auto at = dialled_++ % hosts_.size();
  auto& loop = simulation_->loop(at);
  auto wire = options_.pipe;
  wire.peer = std::move(from);
  auto [server_end, client_end] = make_pipe(*simulation_, loop, clients_, wire);
  loop.post([&host = *hosts_[at], end = std::move(server_end)]() mutable { host.accept(std::move(end)); });
  return std::move(client_end);
}

Task<std::unique_ptr<Stream>> TestServer::dial_when_awaited() { co_return dial(); }

Task<Result<std::unique_ptr<Stream>>> TestServer::reach() { co_return dial(); }

client::Dial TestServer::dialer() {
  return [this](const client::Url&) { return reach(); };
}

void TestServer::run(Task<> task) {
  std::exception_ptr failure;
  auto tasks = std::make_unique<TaskGroup>([&failure](std::exception_ptr thrown) { failure = std::move(thrown); });
  act([&] { tasks->spawn(std::move(task)); });
  if (tasks->size() > 0) simulation_->advance(std::chrono::minutes{1});
  if (tasks->size() > 0) {
    static_cast<void>(tasks.release());  // NOLINT(bugprone-unused-return-value): what waits uses it still
    throw std::logic_error("the task waits for something that never comes");
  }
  if (failure) std::rethrow_exception(failure);
}

TestPeer TestServer::connect(std::string target, http::Headers headers, Compression compression) {
  client::ClientRequest request{
      .target = std::move(target), .headers = std::move(headers), .body = {}, .compression = compression};
  return {*this, [this] { return dial_when_awaited(); }, std::move(request), client_options_};
}

client::ClientResponse TestServer::get(std::string target, http::Headers headers) {
  return ask({.target = std::move(target), .headers = std::move(headers), .body = {}});
}

client::ClientResponse TestServer::ask(client::ClientRequest request) {
  TaskGroup tasks;
  std::optional<Result<client::ClientResponse>> answer;
  auto stream = dial();
  act([&] { tasks.spawn(ask_into(answer, *stream, std::move(request))); });
  if (!answer) simulation_->advance(std::chrono::minutes{1});
  if (!*answer) throw std::runtime_error(answer->error().message);
  act([&] { stream.reset(); });
  return std::move(**answer);
}

std::string TestServer::exchange(std::string_view bytes) {
  std::string heard;
  auto stream = dial();
  act([&] { stream->write(bytes); });
  for (bool more = true; more;) {
    std::string part(64 * 1024, '\0');
    act([&] { part.resize(stream->read(part).bytes); });
    more = !part.empty();
    heard += part;
  }
  act([&] { stream.reset(); });
  return heard;
}

void TestServer::stop() {
  stopped_ = true;
  premises_->begin_to_stop();
  for (std::size_t i = 0; i < hosts_.size(); ++i)
    simulation_->loop(i).post([&host = *hosts_[i], this] { stopping_.spawn(host.stop()); });
  simulation_->run_until_idle();
}

std::size_t TestServer::connections() const {
  std::size_t open = 0;
  for (const auto& host : hosts_) open += host->connections();
  return open;
}

WebSocketCounts TestServer::websocket_counts() const {
  WebSocketCounts sum;
  for (std::size_t i = 0; i < hosts_.size(); ++i) sum += simulation_->loop(i).local<websocket::Counters>().read();
  return sum;
}

}  // namespace kotori::inline v0
