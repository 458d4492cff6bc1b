#include "tests/hardening/ground.hpp"

#include "kotori/net/tls_stream.hpp"

#include <stdexcept>
#include <utility>

namespace hardening {
namespace {

using namespace kotori;

std::shared_ptr<const TlsContext> must(Result<std::shared_ptr<const TlsContext>> made) {
  if (!made) throw std::runtime_error(made.error().message);
  return *made;
}

/// Keys take long to make: one certificate for all.
struct Tls {
  TlsCertificate certificate = self_signed_certificate();
  std::shared_ptr<const TlsContext> server =
      must(TlsContext::for_server({&certificate, 1}, std::make_shared<TicketKeys>()));
  std::shared_ptr<const TlsContext> client = must(TlsContext::for_client({.ca = certificate.chain}));
};
const Tls& tls() {
  static const Tls made;
  return made;
}

http::Pieces long_pieces() {
  return [given = 0]() mutable -> Task<std::optional<std::string>> {
    if (given++ == 3) co_return std::nullopt;
    co_return numbers(5'000);
  };
}

}  // namespace

std::string numbers(std::size_t bytes) {
  static std::string text;
  static int next = 0;
  while (text.size() < bytes) text += std::to_string(next++) + ' ';
  return text.substr(0, bytes);
}

std::unique_ptr<server::Premises> premises_of(const Routes& routes, ServeOptions& options) {
  options.connections = {.all = 10'000, .handshakes = 10'000};
  return server::Premises::open(routes, options, 1).value();
}

Ground::Ground(Over over, ServeOptions options, PipeOptions pipe)
    : over_(over),
      pipe_(pipe),
      options_(std::move(options)),
      premises_(premises_of(routes_, options_)),
      host_(*premises_) {}

Ground::~Ground() {
  if (stops_ == 0) stop();
  simulation_.advance(1min);
}

Routes Venue::routes() {
  Routes routes;
  routes.get("/", [this](const Request&) {
    ++handled_;
    return Response::text("hi");
  });
  routes.post("/echo", [](const Request& request) { return Response::text(request.content); });
  routes.get("/stream", [](const Request&) { return Response::stream("text/plain", long_pieces()); });
  routes.websocket("/chat", {.compression = Compression::with_context}, [this](WebSocket& socket) -> Task<> {
    const auto seat = everyone_.join(socket);
    while (auto message = co_await socket.receive()) {
      ++handled_;
      heard_.push_back(message->data);
      if (message->kind == MessageKind::binary) {
        socket.send_binary(message->data);
      } else {
        socket.send(message->data);
        everyone_.send("all: " + message->data);
      }
    }
  });
  routes.put("/pieces", [](const Request&, BodyReader& body) -> Task<Response> {
    std::string all;
    while (auto piece = co_await body.read()) all += *piece;
    co_return Response::text(all);
  });
  routes.websocket("/pieces", [](WebSocket& socket) -> Task<> {
    while (auto message = co_await socket.receive_streamed()) {
      std::string all;
      while (auto piece = co_await message->next()) all += *piece;
      if (message->complete()) socket.send(all);
    }
  });
  routes.websocket("/listen", [this](WebSocket& socket) -> Task<> {
    const auto seat = everyone_.join(socket);
    while (auto text = co_await socket.receive_text()) socket.send(*text);
  });
  routes.websocket("/farewell", [](WebSocket& socket) -> Task<> {
    for (int i = 0; i < 3; ++i) socket.send(numbers(5'000));
    co_await socket.drained();
    socket.close(CloseCode{4000}, "that was all");
  });
  routes.websocket("/turns", [this](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) {
      handled_when_asked_ = handled_;
      socket.send(std::to_string(Loop::current()->turn() - std::stoul(*text)));
    }
  });
  return routes;
}

std::unique_ptr<Stream> Ground::connect(Over over, PipeOptions pipe) {
  auto [server_end, client_end] = make_pipe(simulation_, server_loop(), simulation_.loop(1), pipe);
  server_loop().post([this, over, end = std::move(server_end)]() mutable { accept(over, std::move(end)); });
  return std::move(client_end);
}

void Ground::accept(Over over, std::unique_ptr<Stream> stream) {
  host_.accept(std::move(stream), over == Over::plain ? nullptr : tls().server);
}

Task<std::unique_ptr<Stream>> Ground::dial() {
  auto pipe = connect(over_, pipe_);
  if (over_ == Over::plain) co_return std::move(pipe);
  auto stream = std::make_unique<TlsStream>(std::move(pipe), tls().client, "localhost");
  auto open = co_await shake_hands(*stream, 10s);
  if (!open) co_return nullptr;
  co_return std::move(stream);
}

void Ground::spawn(Task<> task) {
  act([&] { clients_.spawn(std::move(task)); });
}

void Ground::stop() {
  ++stops_;
  server_loop().post([this] { stopping_.spawn(host_.stop()); });
}

}  // namespace hardening
