#include "kotori/testing/live_server.hpp"

#include "kotori/async/task_group.hpp"
#include "kotori/net/tcp_stream.hpp"
#include "kotori/net/tls_stream.hpp"

#include <cstdlib>
#include <exception>
#include <latch>
#include <optional>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0 {
namespace {

ServeOptions on_any_port(ServeOptions options) {
  options.listen.port = 0;
  return options;
}

std::shared_ptr<const TlsContext> tls_of_clients(const TlsOptions& server) {
  if (!server.wanted()) return nullptr;
  ClientTls believing{.verify = !server.certificates.empty()};
  for (const auto& certificate : server.certificates) believing.ca += certificate.chain;
  auto context = TlsContext::for_client(believing);
  if (!context) throw std::runtime_error(context.error().message);
  return *context;
}

}  // namespace

LiveServer::LiveServer(Routes routes, ServeOptions options)
    : loops_(options.loops == 0 ? 2 : options.loops),
      clients_(1),
      client_tls_(tls_of_clients(options.tls)),
      server_(loops_, std::move(routes), on_any_port(std::move(options))) {
  client_options_.message.message_bytes = client_options_.outbox_bytes = 64 * 1024 * 1024;
  auto listening = server_.listen();
  if (!listening) throw std::runtime_error(listening.error().message);
  endpoint_ = *listening;
  loops_.start();
  clients_.start();
}

LiveServer::~LiveServer() {
  stop();
  loops_.finish();
  clients_.finish();
}

void LiveServer::stop() {
  if (!std::exchange(stopped_, true) && server_.stop() > 0) std::abort();  // nothing may be destroyed now
}

void LiveServer::act(Job job) {
  std::latch done{1};
  clients_[0].post([&] {
    job();
    done.count_down();
  });
  done.wait();
}

bool LiveServer::comes_true(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + patience;
  std::unique_lock lock{mutex_};
  for (;;) {
    const auto seen = changes_;
    lock.unlock();
    bool answer = false;
    act([&] { answer = holds(); });
    if (answer) return true;
    lock.lock();
    if (!change_.wait_until(lock, end, [&] { return changes_ != seen; })) return false;
  }
}

void LiveServer::changed() {
  {
    const std::lock_guard lock{mutex_};
    ++changes_;
  }
  change_.notify_all();
}

LiveTlsServer::LiveTlsServer(Routes routes)
    : LiveServer(std::move(routes), {.tls = {.certificates = {self_signed_certificate()}}}) {}

Task<Result<std::unique_ptr<Stream>>> LiveServer::reach() {
  co_return client_tls_ ? co_await connect_tls(clients_[0], endpoint_, "localhost", client_tls_)
                        : co_await connect_tcp(clients_[0], endpoint_);
}

client::Dial LiveServer::dialer() {
  return [this](const client::Url&) { return reach(); };
}

Task<> LiveServer::run_to_end(Task<> task) {
  co_await task;
  changed();
}

void LiveServer::run(Task<> task) {
  std::exception_ptr failure;
  TaskGroup tasks{[&](std::exception_ptr thrown) {
    failure = std::move(thrown);
    changed();
  }};
  act([&] { tasks.spawn(run_to_end(std::move(task))); });
  if (!comes_true([&] { return tasks.size() == 0; })) std::abort();  // it uses what would be gone
  if (failure) std::rethrow_exception(failure);
}

Task<std::unique_ptr<Stream>> LiveServer::dial() {
  auto stream = co_await reach();
  if (!stream) throw std::runtime_error(stream.error().message);
  co_return std::move(*stream);
}

TestPeer LiveServer::connect(std::string target, http::Headers headers, Compression compression) {
  client::ClientRequest request{.target = std::move(target),
                                .host = endpoint_.text(),
                                .headers = std::move(headers),
                                .body = {},
                                .compression = compression};
  return {*this, [this] { return dial(); }, std::move(request), client_options_};
}

client::ClientResponse LiveServer::get(std::string target, http::Headers headers) {
  return ask({.target = std::move(target), .host = endpoint_.text(), .headers = std::move(headers), .body = {}});
}

Task<> LiveServer::ask_into(std::optional<Result<client::ClientResponse>>& answer, client::ClientRequest request) {
  auto stream = co_await dial();
  answer = co_await client::ask(*stream, std::move(request));
  changed();
}

client::ClientResponse LiveServer::ask(client::ClientRequest request) {
  TaskGroup tasks;
  std::optional<Result<client::ClientResponse>> answer;
  act([&] { tasks.spawn(ask_into(answer, std::move(request))); });
  comes_true([&] { return tasks.size() == 0; });
  if (!answer || !*answer) throw std::runtime_error(answer ? answer->error().message : "no answer");
  return std::move(**answer);
}

}  // namespace kotori::inline v0
