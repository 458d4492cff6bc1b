#pragma once
#include "kotori/base/result.hpp"
#include "kotori/net/ticket_keys.hpp"
#include "kotori/net/tls_certificate.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace kotori::inline v0 {

/// Whom a client believes.
struct ClientTls {
  bool verify = true;   ///< false: anybody at all
  std::string ca_file;  ///< the certificates to believe, in PEM
  std::string ca;       ///< the same as text; if neither is given, those whom the system believes
};

/// What the handshakes of one loop begin with: TLS 1.2 and 1.3, no renegotiation, http/1.1 (RFC 7301). It is never
/// changed, only replaced: connections keep the one they began with alive.
class TlsContext {
 public:
  /// A client is shown the first certificate that is for the name it asks for (SNI), or else the very first.
  /// The error names the file that is not right. One context a loop: OpenSSL locks what it shares.
  static Result<std::shared_ptr<const TlsContext>> for_server(std::span<const TlsCertificate> certificates,
                                                              std::shared_ptr<TicketKeys> tickets);
  /// Blocks on the disk. Make one and keep it.
  static Result<std::shared_ptr<const TlsContext>> for_client(const ClientTls& tls = {});

  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// A new connection's state, for TlsStream. A client says whom it wants: a name, or an address in digits.
  ssl_st* begin(const std::string& host) const;

 private:
  friend struct TlsCallbacks;
  TlsContext() = default;
  Result<void> add(const TlsCertificate& certificate);

  std::vector<ssl_ctx_st*> contexts_;  // one a certificate
  std::shared_ptr<TicketKeys> tickets_;
};

}  // namespace kotori::inline v0
