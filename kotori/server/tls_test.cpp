#include "kotori/kotori.hpp"
#include "kotori/net/tls_stream.hpp"
#include "kotori/testing/live_server.hpp"

#include <arpa/inet.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;

Routes echo() {
  Routes routes;
  routes.get("/hello", [](const Request&) { return Response::text("hi\n"); });
  routes.websocket("/echo", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) socket.send(*text);
  });
  return routes;
}

/// A client made of OpenSSL alone, on a blocking socket, that asks for what a test wants to see.
class Outsider {
 public:
  struct Asks {
    int lowest = TLS1_2_VERSION;
    int highest = TLS1_3_VERSION;
    std::string name;
    std::string protocols;  // as on the wire: a length before each
    SSL_SESSION* session = nullptr;
  };

  Outsider(const Endpoint& to, const Asks& asks) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to the descriptor itself
    sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(to.port), .sin_addr = {}, .sin_zero = {}};
    inet_pton(AF_INET, to.address.c_str(), &address.sin_addr);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    SSL_CTX_set_security_level(context_.get(), 0);  // it may ask for what nobody should grant
    SSL_CTX_set_min_proto_version(context_.get(), asks.lowest);
    SSL_CTX_set_max_proto_version(context_.get(), asks.highest);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), fd_);
    if (!asks.name.empty()) SSL_set_tlsext_host_name(ssl_.get(), asks.name.c_str());
    if (!asks.protocols.empty())
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(asks.protocols.data()),
                          static_cast<unsigned>(asks.protocols.size()));
    if (asks.session) SSL_set_session(ssl_.get(), asks.session);
    open_ = SSL_connect(ssl_.get()) == 1;
    ERR_clear_error();
  }
  ~Outsider() {
    SSL_shutdown(ssl_.get());  // or else its session may not be resumed
    ERR_clear_error();
    close(fd_);
  }
  Outsider(const Outsider&) = delete;
  Outsider& operator=(const Outsider&) = delete;

  bool is_open() const { return connected_ && open_; }
  std::string version() const { return SSL_get_version(ssl_.get()); }
  bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  std::string protocol() const {
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &chosen, &size);
    return {reinterpret_cast<const char*>(chosen), size};
  }
  bool was_shown_one_for(const char* name) const {
    return X509_check_host(SSL_get0_peer_certificate(ssl_.get()), name, 0, 0, nullptr) == 1;
  }
  /// The fingerprint of what it was shown.
  std::string certificate() const {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509_digest(SSL_get0_peer_certificate(ssl_.get()), EVP_sha256(), digest, &size);
    return {reinterpret_cast<const char*>(digest), size};
  }
  /// The first line of the answer.
  std::string asks_for(const std::string& path) {
    const auto request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size()));
    std::string answer(4096, '\0');
    const int got = SSL_read(ssl_.get(), answer.data(), static_cast<int>(answer.size()));
    ERR_clear_error();
    answer.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return answer.substr(0, answer.find("\r\n"));
  }
  /// Its tickets have come with the first answer.
  SSL_SESSION* session() const { return SSL_get1_session(ssl_.get()); }
  bool renegotiates() { return SSL_renegotiate(ssl_.get()) == 1 && SSL_do_handshake(ssl_.get()) == 1; }
  int fd() const { return fd_; }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  int fd_;
  bool connected_ = false;
  bool open_ = false;
  std::unique_ptr<SSL_CTX, Free> context_{SSL_CTX_new(TLS_client_method())};
  std::unique_ptr<SSL, Free> ssl_;
};

/// Nobody vouches for it, and it is for this name alone.
TlsCertificate certificate_for(const char* name) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  const std::unique_ptr<X509, decltype(&X509_free)> made{X509_new(), X509_free};
  X509_set_version(made.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  X509_set_pubkey(made.get(), key.get());
  X509_sign(made.get(), key.get(), EVP_sha256());
  const auto text_of = [](auto write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory{BIO_new(BIO_s_mem()), BIO_free};
    write(memory.get());
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &bytes);
    return std::string(bytes, static_cast<std::size_t>(size));
  };
  return {
      .chain = text_of([&](BIO* to) { PEM_write_bio_X509(to, made.get()); }),
      .key = text_of([&](BIO* to) { PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr); })};
}

struct AServerWithTls : testing::Test {
  LiveTlsServer server{echo()};
};

/// Files that a test may replace.
struct AServerWithFiles : testing::Test {
  std::filesystem::path directory =
      std::filesystem::path{testing::TempDir()} / ("kotori_tls_" + std::to_string(getpid()));
  TlsFiles files{directory / "chat.pem", directory / "chat.key"};

  AServerWithFiles() {
    std::filesystem::create_directories(directory);
    renew();
  }
  ~AServerWithFiles() override { std::filesystem::remove_all(directory); }

  void renew() {
    const auto made = self_signed_certificate();
    put(files.key, made.key);
    put(files.certificate, made.chain);
  }
  static void put(const std::string& path, const std::string& text) {
    std::ofstream{path + ".new"} << text;
    std::filesystem::rename(path + ".new", path);
  }
  /// Whether who comes is shown another certificate before long.
  static bool shows_another_than(const std::string& old, const Endpoint& at) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < end) {
      const Outsider visitor{at, {}};
      if (visitor.is_open() && visitor.certificate() != old) return true;
    }
    return false;
  }
};
}  // namespace

TEST_F(AServerWithTls, SpeaksHttpsAndWss) {
  EXPECT_EQ(server.get("/hello").body, "hi\n");
  auto ann = server.connect("/echo");
  const std::string large(60'000, 'x');
  for (int i = 0; i < 20; ++i) ann.says(large);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(ann.hears() == large);
  ann.leaves();
  EXPECT_EQ(ann.closed_with(), CloseCode::normal);
}

TEST_F(AServerWithTls, SpeaksTls12And13AndNothingOlder) {
  EXPECT_EQ(Outsider(server.endpoint(), {.highest = TLS1_2_VERSION}).version(), "TLSv1.2");
  EXPECT_EQ(Outsider(server.endpoint(), {.lowest = TLS1_3_VERSION}).version(), "TLSv1.3");
  EXPECT_FALSE(Outsider(server.endpoint(), {.lowest = TLS1_VERSION, .highest = TLS1_1_VERSION}).is_open());
}

TEST_F(AServerWithTls, AgreesOnHttp11OrNothing) {
  Outsider browser{server.endpoint(), {.protocols = "\x02h2\x08http/1.1"}};
  EXPECT_EQ(browser.protocol(), "http/1.1");
  EXPECT_EQ(browser.asks_for("/hello"), "HTTP/1.1 200 OK");
  EXPECT_FALSE(Outsider(server.endpoint(), {.protocols = "\x02h2"}).is_open());
}

TEST_F(AServerWithTls, DoesNotRenegotiate) {
  Outsider visitor{server.endpoint(), {.highest = TLS1_2_VERSION}};
  ASSERT_TRUE(visitor.is_open());
  EXPECT_FALSE(visitor.renegotiates());
}

TEST_F(AServerWithTls, ResumesSessionsOnWhicheverLoop) {
  for (const int protocol : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Outsider first{server.endpoint(), {.lowest = protocol, .highest = protocol}};
    EXPECT_EQ(first.asks_for("/hello"), "HTTP/1.1 200 OK");
    EXPECT_FALSE(first.resumed());
    // The kernel spreads connections over two loops: so many do not all come to one.
    for (int i = 0; i < 20; ++i) {
      auto* session = first.session();
      Outsider again{server.endpoint(), {.lowest = protocol, .highest = protocol, .session = session}};
      EXPECT_TRUE(again.resumed()) << i;
      EXPECT_EQ(again.asks_for("/hello"), "HTTP/1.1 200 OK");
      SSL_SESSION_free(session);
    }
  }
}

TEST_F(AServerWithTls, TurnsPlainHttpAwayAndLivesOn) {
  const int plain = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(server.endpoint().port), .sin_addr = {}, .sin_zero = {}};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  ASSERT_EQ(connect(plain, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_GT(send(plain, "GET /hello HTTP/1.1\r\nHost: here\r\n\r\n", 35, MSG_NOSIGNAL), 0);
  std::string answer;
  char buffer[256];
  for (ssize_t got = 0; (got = recv(plain, buffer, sizeof buffer, 0)) > 0;)
    answer.append(buffer, static_cast<std::size_t>(got));
  close(plain);
  EXPECT_EQ(answer.find("HTTP"), std::string::npos);
  EXPECT_EQ(server.get("/hello").status, 200);
}

TEST_F(AServerWithTls, OutlivesAPeerThatGoesInTheMiddleOfARecord) {
  Outsider visitor{server.endpoint(), {}};
  ASSERT_TRUE(visitor.is_open());
  const char half[] = {0x17, 0x03, 0x03, 0x01, 0x00, 'h', 'a', 'l', 'f'};
  send(visitor.fd(), half, sizeof half, MSG_NOSIGNAL);
  shutdown(visitor.fd(), SHUT_RDWR);
  EXPECT_EQ(server.get("/hello").status, 200);
}

TEST(SeveralCertificates, AreShownByTheNameThatIsAskedFor) {
  const auto first = self_signed_certificate(), second = self_signed_certificate();
  LiveServer server{echo(), {.tls = {.certificates = {first, second}}}};
  // Both are for localhost: the first one is shown, and to those who name somebody else, too.
  const auto shown = Outsider{server.endpoint(), {.name = "localhost"}}.certificate();
  const Outsider stranger{server.endpoint(), {.name = "chat.example"}}, nameless{server.endpoint(), {}};
  EXPECT_EQ(stranger.certificate(), shown);
  EXPECT_EQ(nameless.certificate(), shown);
  EXPECT_TRUE(nameless.was_shown_one_for("localhost"));
}

TEST(SeveralCertificates, OfDifferentNamesAreEachShownToWhoAsksForTheirs) {
  LiveServer server{echo(),
                    {.tls = {.certificates = {certificate_for("first.example"), certificate_for("second.example")}}}};
  const auto is_shown = [&](const std::string& asked, const char* name) {
    Outsider visitor{server.endpoint(), {.name = asked}};
    return visitor.asks_for("/hello") == "HTTP/1.1 200 OK" && visitor.was_shown_one_for(name);
  };
  EXPECT_TRUE(is_shown("first.example", "first.example"));
  EXPECT_TRUE(is_shown("second.example", "second.example"));
  EXPECT_TRUE(is_shown("SECOND.example", "second.example"));
  EXPECT_TRUE(is_shown("third.example", "first.example"));
  EXPECT_TRUE(is_shown("", "first.example"));
}

TEST_F(AServerWithFiles, ShowsNewCertificatesWithoutDroppingAnyone) {
  LiveServer server{echo(), {.tls = {.files = {files}, .look_every = 10ms}}};
  auto ann = server.connect("/echo");
  const auto old = Outsider{server.endpoint(), {}}.certificate();
  renew();
  EXPECT_TRUE(shows_another_than(old, server.endpoint()));
  ann.says("still here");
  EXPECT_EQ(ann.hears(), "still here");
}

TEST_F(AServerWithFiles, ReadsThemAgainWhenItIsTold) {
  LiveServer server{echo(), {.tls = {.files = {files}, .look_every = 1h}}};
  const auto old = Outsider{server.endpoint(), {}}.certificate();
  renew();
  server.reload();
  EXPECT_TRUE(shows_another_than(old, server.endpoint()));
}

TEST_F(AServerWithFiles, KeepsTheOldOnesWhenTheNewAreNotRight) {
  LiveServer server{echo(), {.tls = {.files = {files}, .look_every = 10ms}}};
  const auto old = Outsider{server.endpoint(), {}}.certificate();
  put(files.certificate, "not a certificate");
  server.reload();
  EXPECT_EQ((Outsider{server.endpoint(), {}}.certificate()), old);
  renew();
  EXPECT_TRUE(shows_another_than(old, server.endpoint()));
}

TEST_F(AServerWithFiles, DoesNotStartWithoutThem) {
  std::filesystem::remove(files.key);
  EXPECT_THROW(
      try { LiveServer(echo(), {.tls = {.files = {files}}}); } catch (const std::runtime_error& why) {
        EXPECT_EQ(why.what(), "cannot read " + files.key + ": No such file or directory");
        throw;
      },
      std::runtime_error);
}

}  // namespace kotori::inline v0
