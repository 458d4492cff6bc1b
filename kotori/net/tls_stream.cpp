#include "kotori/net/tls_stream.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/net/farewell.hpp"
#include "kotori/net/stream_wait.hpp"
#include "kotori/net/tcp_stream.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <new>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <utility>

namespace kotori::inline v0 {
namespace {

constexpr std::size_t record_bytes = SSL3_RT_MAX_PLAIN_LENGTH;
constexpr std::size_t most_rest = 4 * record_bytes;

/// What OpenSSL's errors, oldest first, come to for people; none is left behind.
std::string take_reason(const SSL* ssl) {
  const auto verified = SSL_get_verify_mode(ssl) == SSL_VERIFY_NONE ? X509_V_OK : SSL_get_verify_result(ssl);
  const auto code = ERR_get_error();
  ERR_clear_error();
  if (verified != X509_V_OK)
    return std::string{"the certificate is not trusted: "} + X509_verify_cert_error_string(verified);
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason ? reason : "the connection was lost";
}

}  // namespace

/// How OpenSSL reaches the stream below. Not by the descriptor: its own way of writing raises SIGPIPE, and knows
/// nothing of edges, of pipes or of simulated faults.
struct TlsBio {
  static int read(BIO* bio, char* into, int size) {
    auto& below = *of(bio).below_;
    BIO_clear_retry_flags(bio);
    if (below.may_read()) {
      const auto got = below.read({into, static_cast<std::size_t>(size)});
      if (got.bytes > 0) return static_cast<int>(got.bytes);
      if (got.stream != Transfer::Stream::open) return 0;
    }
    BIO_set_retry_read(bio);
    return -1;
  }

  /// Takes everything, so that a sealed record is never half sent and then asked for once more.
  static int write(BIO* bio, const char* bytes, int size) {
    auto& stream = of(bio);
    BIO_clear_retry_flags(bio);
    if (stream.rest_.size() > most_rest) {
      BIO_set_retry_write(bio);
      return -1;
    }
    std::string_view left{bytes, static_cast<std::size_t>(size)};
    if (stream.rest_.empty() && stream.below_->may_write()) {
      const auto sent = stream.below_->write(left);
      if (sent.stream != Transfer::Stream::open) return -1;
      left.remove_prefix(sent.bytes);
    }
    stream.rest_ += left;
    return size;
  }

  static long control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

  static BIO* make(TlsStream& stream) {
    static BIO_METHOD* const method = [] {
      auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "kotori::Stream");
      BIO_meth_set_read(made, read);
      BIO_meth_set_write(made, write);
      BIO_meth_set_ctrl(made, control);
      return made;
    }();
    auto* bio = BIO_new(method);
    if (!bio) throw std::bad_alloc{};
    BIO_set_data(bio, &stream);
    BIO_set_init(bio, 1);
    return bio;
  }

 private:
  static TlsStream& of(BIO* bio) { return *static_cast<TlsStream*>(BIO_get_data(bio)); }
};

TlsStream::TlsStream(std::unique_ptr<Stream> below, std::shared_ptr<const TlsContext> context, const std::string& host)
    : below_(std::move(below)), context_(std::move(context)), ssl_(context_->begin(host)) {
  auto* bio = TlsBio::make(*this);
  SSL_set_bio(ssl_, bio, bio);
  below_->set_listener(this);
}

TlsStream::~TlsStream() {
  below_->set_listener(nullptr);
  SSL_free(ssl_);
  if (!rest_.empty() && Loop::current()) send_and_close(std::move(below_), std::move(rest_));
}

bool TlsStream::is_open() const { return SSL_is_init_finished(ssl_) == 1; }

Transfer::Stream TlsStream::shake_hands() {
  if (!trouble_.empty()) return Transfer::Stream::failed;
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_);
  return done == 1 ? Transfer::Stream::open : after(done);
}

Transfer TlsStream::read(std::span<char> into) {
  if (!trouble_.empty()) return {0, Transfer::Stream::failed};
  std::size_t bytes = 0;
  while (bytes < into.size()) {
    ERR_clear_error();
    const auto room = std::min(into.size() - bytes, record_bytes);
    const int got = SSL_read(ssl_, into.data() + bytes, static_cast<int>(room));
    if (got <= 0) {
      const auto stream = after(got);
      // What came before an end is given first; the end stays where it is.
      return {bytes, bytes > 0 ? Transfer::Stream::open : stream};
    }
    bytes += static_cast<std::size_t>(got);
  }
  return {bytes};
}

/// What a call of OpenSSL that did not succeed has found out.
Transfer::Stream TlsStream::after(int result) {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      // Only said when the stream below has nothing: so it will tell us.
      nothing_to_read();
      return Transfer::Stream::open;
    case SSL_ERROR_WANT_WRITE:
      nothing_to_read();
      no_room();
      return Transfer::Stream::open;
    case SSL_ERROR_ZERO_RETURN: return Transfer::Stream::ended;
    default: return fail();
  }
}

Transfer::Stream TlsStream::fail() {
  if (trouble_.empty()) trouble_ = take_reason(ssl_);
  rest_ = {};
  return Transfer::Stream::failed;
}

Transfer TlsStream::write(std::string_view bytes) { return write(std::array{bytes}); }

Transfer TlsStream::write(std::span<const std::string_view> pieces) {
  std::array<char, record_bytes> gathered;  // NOLINT: filled below
  Transfer total;
  std::string_view piece;
  for (;;) {
    // Small pieces share a record; what fills one by itself is sealed where it lies.
    std::string_view record;
    while (piece.empty() && !pieces.empty()) {
      piece = pieces.front();
      pieces = pieces.subspan(1);
    }
    if (piece.empty()) return total;
    if (pieces.empty() || piece.size() >= record_bytes) {
      record = piece.substr(0, record_bytes);
      piece.remove_prefix(record.size());
    } else {
      std::size_t size = 0;
      for (;;) {
        const auto taken = piece.copy(gathered.data() + size, record_bytes - size);
        size += taken;
        piece.remove_prefix(taken);
        if (size == record_bytes || pieces.empty()) break;
        piece = pieces.front();
        pieces = pieces.subspan(1);
      }
      record = {gathered.data(), size};
    }

    const auto sent = put(record);
    total.bytes += sent.bytes;
    total.stream = sent.stream;
    if (sent.bytes < record.size() || !may_write()) return total;
  }
}

/// Seals one record, if the stream below had room for all of the one before.
Transfer TlsStream::put(std::string_view record) {
  send_rest();
  if (!trouble_.empty()) return {0, Transfer::Stream::failed};
  if (!rest_.empty()) {
    no_room();
    return {};
  }
  ERR_clear_error();
  const int sent = SSL_write(ssl_, record.data(), static_cast<int>(record.size()));
  if (sent <= 0) {
    // Within the handshake a write waits for the other side.
    const auto stream = after(sent);
    no_room();
    return {0, stream};
  }
  if (!rest_.empty()) no_room();
  return {static_cast<std::size_t>(sent)};
}

void TlsStream::send_rest() {
  if (!rest_.empty() && below_->may_write()) {
    const auto sent = below_->write(rest_);
    if (sent.stream != Transfer::Stream::open) {
      fail();
      return;
    }
    rest_.erase(0, sent.bytes);
    if (rest_.empty()) rest_ = {};
  }
  if (rest_.empty() && end_ == End::wanted) {
    end_ = End::said;
    below_->finish_writing();
  }
}

Delivery TlsStream::delivery() const {
  auto below = below_->delivery();
  below.complete = below.complete && rest_.empty();
  return below;
}

void TlsStream::finish_writing() {
  if (!trouble_.empty() || end_ != End::none) return;
  end_ = End::wanted;
  ERR_clear_error();
  if (is_open()) SSL_shutdown(ssl_);
  send_rest();
}

void TlsStream::on_stream_ready() {
  send_rest();
  became_ready(true, rest_.empty());
}

Task<Result<void>> shake_hands(TlsStream& stream, Duration at_most) {
  const auto end = Loop::current()->now() + at_most;
  for (;;) {
    const auto state = stream.shake_hands();
    if (stream.is_open()) co_return Result<void>{};
    if (state != Transfer::Stream::open)
      co_return std::unexpected(Error{ErrorCode::unavailable, "no TLS: " + stream.trouble(), {}});
    const auto left = end - Loop::current()->now();
    if (left <= Duration::zero() || co_await wait_readable(stream, left) != Waited::ready)
      co_return std::unexpected(Error{ErrorCode::unavailable, "no TLS: the handshake was not finished in time", {}});
  }
}

Task<Result<std::unique_ptr<Stream>>> connect_tls(EpollLoop& loop, Endpoint to, std::string host,
                                                  std::shared_ptr<const TlsContext> context, Duration at_most) {
  const auto begun = loop.now();
  auto below = co_await connect_tcp(loop, std::move(to), {}, at_most);
  if (!below) co_return std::unexpected(below.error());
  auto stream = std::make_unique<TlsStream>(std::move(*below), std::move(context), host);
  auto open = co_await shake_hands(*stream, at_most - (loop.now() - begun));
  if (!open) co_return std::unexpected(open.error());
  co_return std::move(stream);
}

}  // namespace kotori::inline v0
