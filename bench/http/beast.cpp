// Boost.Beast's part in the comparison of HTTP, on one thread: a coroutine for each connection, files as its examples
// send them, Boost.JSON. Usage: http_beast PORT FOLDER
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/src.hpp>
#include <cstdlib>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace json = boost::json;

namespace {

http::message_generator text(const http::request<http::string_body>& request, std::string_view type, std::string body) {
  http::response<http::string_body> response{http::status::ok, request.version()};
  response.set(http::field::content_type, type);
  response.keep_alive(request.keep_alive());
  response.body() = std::move(body);
  response.prepare_payload();
  return response;
}

http::message_generator file(const http::request<http::string_body>& request, const std::string& folder) {
  beast::error_code failed;
  http::file_body::value_type bytes;
  bytes.open((folder + std::string(request.target())).c_str(), beast::file_mode::scan, failed);
  if (failed) {
    http::response<http::string_body> none{http::status::not_found, request.version()};
    none.prepare_payload();
    return none;
  }
  const auto size = bytes.size();
  http::response<http::file_body> response{http::status::ok, request.version(), std::move(bytes)};
  response.set(http::field::content_type, "application/octet-stream");
  response.content_length(size);
  response.keep_alive(request.keep_alive());
  return response;
}

http::message_generator answer(const http::request<http::string_body>& request, const std::string& folder) {
  if (request.target() == "/hello") return text(request, "text/plain; charset=utf-8", "Hello, world!\n");
  if (request.target() != "/json") return file(request, folder);
  json::value bird = {{"id", 7}, {"name", "kotori"}, {"tags", {"small", "bird"}}, {"weight", 12.5}};
  if (request.method() == http::verb::post) {
    bird = json::parse(request.body());
    auto& name = bird.as_object().at("name").as_string();
    std::reverse(name.begin(), name.end());
  }
  return text(request, "application/json", json::serialize(bird));
}

asio::awaitable<void> converse(beast::tcp_stream stream, const std::string& folder) {
  stream.socket().set_option(asio::ip::tcp::no_delay(true));
  beast::flat_buffer buffer;
  try {
    for (bool more = true; more;) {
      http::request<http::string_body> request;
      co_await http::async_read(stream, buffer, request, asio::use_awaitable);
      auto response = answer(request, folder);
      more = response.keep_alive();
      co_await beast::async_write(stream, std::move(response), asio::use_awaitable);
    }
  } catch (const std::exception&) {
    co_return;  // it has gone
  }
}

asio::awaitable<void> listen(unsigned short port, const std::string& folder) {
  asio::ip::tcp::acceptor acceptor{co_await asio::this_coro::executor, {asio::ip::make_address("127.0.0.1"), port}};
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    asio::co_spawn(acceptor.get_executor(), converse(beast::tcp_stream{std::move(socket)}, folder), asio::detached);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  const std::string folder = arguments[2];
  asio::io_context context{1};
  asio::co_spawn(context, listen(static_cast<unsigned short>(std::atoi(arguments[1])), folder), asio::detached);
  context.run();
}
