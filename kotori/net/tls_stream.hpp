#pragma once
#include "kotori/async/epoll_loop.hpp"
#include "kotori/async/task.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/net/tls_context.hpp"

#include <memory>
#include <string>

namespace kotori::inline v0 {

/// Bytes in secret over another stream. The handshake goes on within reads and writes; shake_hands() waits for it.
///
/// Nothing of its own is buffered but what is left of a record when the stream below has no room. An end that the peer
/// did not announce with close_notify is `failed`, not `ended`: it may be somebody's cut. Destroying it sends what
/// write() has taken, for at most 5 s, but no close_notify: that is finish_writing().
class TlsStream final : public Stream, StreamListener {
 public:
  /// On the loop of `below`. The context says which side we are; a client says whom it expects: a name, or an address.
  TlsStream(std::unique_ptr<Stream> below, std::shared_ptr<const TlsContext> context, const std::string& host = {});
  ~TlsStream() override;

  Transfer read(std::span<char> into) override;
  Transfer write(std::string_view bytes) override;
  Transfer write(std::span<const std::string_view> pieces) override;
  void finish_writing() override;
  Delivery delivery() const override;
  Endpoint peer() const override { return below_->peer(); }

  /// Takes the handshake as far as it goes now. Like a read: no bytes on an open stream means not now, or done.
  Transfer::Stream shake_hands();
  bool is_open() const;
  /// Why it failed, if it did.
  const std::string& trouble() const { return trouble_; }

 private:
  friend struct TlsBio;
  void on_stream_ready() override;
  Transfer put(std::string_view record);
  Transfer::Stream after(int result);
  Transfer::Stream fail();
  void send_rest();

  std::unique_ptr<Stream> below_;
  std::shared_ptr<const TlsContext> context_;
  ssl_st* ssl_;
  std::string rest_;     // sealed, and not yet taken by the stream below
  std::string trouble_;  // not empty: it has failed
  enum class End : unsigned char { none, wanted, said } end_ = End::none;
};

/// Goes on when the handshake is done. The error says why it is not: the certificate, the protocol, the time. Nobody
/// else listens to the stream meanwhile.
Task<Result<void>> shake_hands(TlsStream& stream, Duration at_most);

/// Connects from the current loop and shakes hands, both in `at_most`. `host` is whom the certificate must be for.
Task<Result<std::unique_ptr<Stream>>> connect_tls(EpollLoop& loop, Endpoint to, std::string host,
                                                  std::shared_ptr<const TlsContext> context,
                                                  Duration at_most = std::chrono::seconds{10});

}  // namespace kotori::inline v0
