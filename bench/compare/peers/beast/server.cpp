// Boost.Beast on one thread: echo, and one room whose members share each message and have a queue, as its chat example.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <unordered_set>

namespace asio = boost::asio;
namespace beast = boost::beast;
using Socket = beast::websocket::stream<beast::tcp_stream>;

class Member : public std::enable_shared_from_this<Member> {
 public:
  explicit Member(Socket socket) : socket_(std::move(socket)) {}
  Socket& socket() { return socket_; }
  void send(std::shared_ptr<const std::string> message) {
    queue_.push_back(std::move(message));
    if (queue_.size() == 1) write();
  }

 private:
  void write() {
    socket_.async_write(asio::buffer(*queue_.front()),
                        [self = shared_from_this()](beast::error_code failed, std::size_t) {
                          if (failed) return;
                          self->queue_.pop_front();
                          if (!self->queue_.empty()) self->write();
                        });
  }
  Socket socket_;
  std::deque<std::shared_ptr<const std::string>> queue_;
};

std::unordered_set<Member*> room;

asio::awaitable<void> converse(beast::tcp_stream stream) {
  stream.socket().set_option(asio::ip::tcp::no_delay(true));
  beast::flat_buffer buffer;
  beast::http::request<beast::http::string_body> request;
  co_await beast::http::async_read(stream, buffer, request, asio::use_awaitable);
  auto member = std::make_shared<Member>(Socket{std::move(stream)});
  auto& socket = member->socket();
  co_await socket.async_accept(request, asio::use_awaitable);
  socket.text(true);
  const bool echo = request.target() == "/echo";
  if (!echo) room.insert(member.get());
  try {
    for (;;) {
      co_await socket.async_read(buffer, asio::use_awaitable);
      if (echo) {
        socket.text(socket.got_text());
        co_await socket.async_write(buffer.data(), asio::use_awaitable);
      } else {
        const auto message = std::make_shared<const std::string>(beast::buffers_to_string(buffer.data()));
        for (auto* each : room) each->send(message);
      }
      buffer.consume(buffer.size());
    }
  } catch (const std::exception&) {
    room.erase(member.get());
  }
}

asio::awaitable<void> listen(unsigned short port) {
  asio::ip::tcp::acceptor acceptor{co_await asio::this_coro::executor, {asio::ip::make_address("127.0.0.1"), port}};
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    asio::co_spawn(acceptor.get_executor(), converse(beast::tcp_stream{std::move(socket)}), asio::detached);
  }
}

int main() {
  asio::io_context context{1};
  asio::co_spawn(context, listen(static_cast<unsigned short>(std::atoi(std::getenv("PORT")))), asio::detached);
  context.run();
}
