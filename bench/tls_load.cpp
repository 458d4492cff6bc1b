// Load for any server that speaks https, made of blocking calls on a few threads.
// Usage: tls_load PORT full|resumed|bytes SECONDS
// full: connections come, ask for /small, and go; resumed: likewise, but with the session of the first;
// bytes: connections stay, and ask for /large again and again. Prints as JSON what it came to. Believes any
// certificate.
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};

/// The first session that the server gave to this thread, as bytes: some give no second one to who comes with a first,
/// and OpenSSL uses none twice.
thread_local std::vector<unsigned char> first_session;

void keep(SSL_SESSION* session) {
  if (!first_session.empty()) return;
  first_session.resize(static_cast<std::size_t>(i2d_SSL_SESSION(session, nullptr)));
  auto* to = first_session.data();
  i2d_SSL_SESSION(session, &to);
}

void go_on_with_first_session(SSL* ssl) {
  const auto* from = first_session.data();
  const std::unique_ptr<SSL_SESSION, Free> session{
      d2i_SSL_SESSION(nullptr, &from, static_cast<long>(first_session.size()))};
  if (session) SSL_set_session(ssl, session.get());
}

class Connection {
 public:
  Connection(SSL_CTX* context, std::uint16_t port, bool resume)
      : fd_(socket(AF_INET, SOCK_STREAM, 0)), ssl_(SSL_new(context)) {
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const sockaddr_in to{
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero{}};
    SSL_set_fd(ssl_, fd_);
    if (resume && !first_session.empty()) go_on_with_first_session(ssl_);
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 || SSL_connect(ssl_) != 1)
      throw std::runtime_error("cannot connect");
  }
  ~Connection() {
    SSL_shutdown(ssl_);
    SSL_free(ssl_);
    close(fd_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool is_resumed() const { return SSL_session_reused(ssl_) == 1; }

  /// How many bytes the answer's body had.
  std::uint64_t ask(std::string_view target, std::vector<char>& buffer) {
    const auto request = fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", target);
    if (SSL_write(ssl_, request.data(), static_cast<int>(request.size())) <= 0) throw std::runtime_error("cannot ask");
    std::string head;
    while (head.find("\r\n\r\n") == head.npos) head.append(buffer.data(), read(buffer));
    const auto size = content_length(head);
    for (auto got = head.size() - head.find("\r\n\r\n") - 4; got < size;) got += read(buffer);
    return size;
  }

 private:
  std::size_t read(std::vector<char>& buffer) {
    const int got = SSL_read(ssl_, buffer.data(), static_cast<int>(buffer.size()));
    if (got <= 0) throw std::runtime_error("the answer ended early");
    return static_cast<std::size_t>(got);
  }
  static std::uint64_t content_length(std::string_view head) {
    constexpr std::string_view field = "\r\nContent-Length: ";
    const auto at = head.find(field);
    std::uint64_t size = 0;
    if (at != head.npos) std::from_chars(head.data() + at + field.size(), head.data() + head.size(), size);
    return size;
  }

  int fd_;
  SSL* ssl_;
};

struct Sums {
  std::atomic<std::uint64_t> connections = 0, resumed = 0, bytes = 0;
};

void load(SSL_CTX* context, std::uint16_t port, std::string_view work, std::chrono::steady_clock::time_point end,
          Sums& sums) {
  std::vector<char> buffer(64 * 1024);
  while (std::chrono::steady_clock::now() < end) {
    Connection connection{context, port, work == "resumed"};
    ++sums.connections;
    if (connection.is_resumed()) ++sums.resumed;
    if (work != "bytes") connection.ask("/small", buffer);
    while (work == "bytes" && std::chrono::steady_clock::now() < end) sums.bytes += connection.ask("/large", buffer);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const auto port = static_cast<std::uint16_t>(std::stoi(arguments[1]));
  const std::string work = arguments[2];
  const auto begun = std::chrono::steady_clock::now();
  const auto end = begun + std::chrono::milliseconds{static_cast<std::int64_t>(std::stod(arguments[3]) * 1000)};

  const std::unique_ptr<SSL_CTX, Free> context{SSL_CTX_new(TLS_client_method())};
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context.get(), [](SSL*, SSL_SESSION* session) {
    keep(session);
    return 0;
  });
  Sums sums;
  {
    std::array<std::jthread, 8> threads;
    for (auto& thread : threads) thread = std::jthread{[&] { load(context.get(), port, work, end, sums); }};
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
  fmt::print("{{\"connections\":{},\"resumed\":{},\"bytes\":{},\"seconds\":{}}}\n", sums.connections.load(),
             sums.resumed.load(), sums.bytes.load(), seconds.count());
}
