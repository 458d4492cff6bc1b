#include "kotori/net/tls_context.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/base/log.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <new>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace kotori::inline v0 {
namespace {

constexpr std::array<unsigned char, 9> http_1_1{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T> using Owned = std::unique_ptr<T, Free>;

Owned<BIO> reader_of(std::string_view text) {
  return Owned<BIO>{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

std::unexpected<Error> refuse(std::string why) {
  ERR_clear_error();
  return std::unexpected(Error{ErrorCode::malformed, std::move(why), {}});
}

/// A key behind a passphrase is refused instead of asked about on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

ssl_ctx_st* make(const SSL_METHOD* method) {
  auto* context = SSL_CTX_new(method);
  if (!context) throw std::bad_alloc{};
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384");
  // Buffers of 16 KiB are held while there is something in them, not for the life of a connection.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE);
  SSL_CTX_set_read_ahead(context, 1);  // one call for a record's head and body
  return context;
}

/// Everything in the text that is a certificate: the first is believed in, or shown, the others behind it.
std::vector<Owned<X509>> certificates_in(std::string_view text) {
  std::vector<Owned<X509>> all;
  const auto reader = reader_of(text);
  while (auto* one = PEM_read_bio_X509_AUX(reader.get(), nullptr, no_passphrase, nullptr)) all.emplace_back(one);
  // It stopped at the end of the text, or at something that only looked like a certificate.
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) all.clear();
  ERR_clear_error();
  return all;
}

}  // namespace

/// What OpenSSL asks during a handshake.
struct TlsCallbacks {
  static int choose_certificate(SSL* ssl, int*, void* argument) {
    const auto& of = *static_cast<const TlsContext*>(argument);
    const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    if (!name) return SSL_TLSEXT_ERR_NOACK;
    for (auto* context : of.contexts_) {
      if (X509_check_host(SSL_CTX_get0_certificate(context), name, 0, 0, nullptr) != 1) continue;
      SSL_set_SSL_CTX(ssl, context);
      return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_NOACK;
  }

  static int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                             unsigned offered_size, void*) {
    unsigned char* found = nullptr;
    const bool common = SSL_select_next_proto(&found, size, http_1_1.data(), http_1_1.size(), offered, offered_size) ==
                        OPENSSL_NPN_NEGOTIATED;
    *chosen = found;
    return common ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
  }

  /// Seals or opens a ticket. 0: an unknown key, so a whole handshake; 2: opened, and the client gets a new one.
  static int seal(SSL* ssl, unsigned char* name, unsigned char* vector, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                  int sealing) {
    const auto& of = *static_cast<const TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    const auto now = Loop::current()->now();
    const auto key =
        sealing ? of.tickets_->current(now) : of.tickets_->find(std::span<const unsigned char, 16>{name, 16}, now);
    if (!key) return 0;
    if (sealing) {
      std::ranges::copy(key->name, name);
      if (RAND_bytes(vector, EVP_MAX_IV_LENGTH) != 1) return -1;
    }
    char digest[] = "SHA256";
    std::array parameters{OSSL_PARAM_construct_octet_string(
                              OSSL_MAC_PARAM_KEY, const_cast<unsigned char*>(key->mac.data()), key->mac.size()),
                          OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                          OSSL_PARAM_construct_end()};
    if (EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key->cipher.data(), vector, sealing) != 1 ||
        EVP_MAC_CTX_set_params(mac, parameters.data()) != 1)
      return -1;
    // Clients use a ticket of TLS 1.3 once (RFC 8446 §C.4).
    const bool renew = SSL_version(ssl) >= TLS1_3_VERSION || of.tickets_->current(now).name != key->name;
    return sealing || !renew ? 1 : 2;
  }
};

Result<std::shared_ptr<const TlsContext>> TlsContext::for_server(std::span<const TlsCertificate> certificates,
                                                                 std::shared_ptr<TicketKeys> tickets) {
  if (certificates.empty()) return refuse("TLS needs a certificate");
  std::shared_ptr<TlsContext> made{new TlsContext};
  made->tickets_ = std::move(tickets);
  for (const auto& certificate : certificates)
    if (auto added = made->add(certificate); !added) return std::unexpected(added.error());
  return made;
}

Result<void> TlsContext::add(const TlsCertificate& certificate) {
  auto* context = contexts_.emplace_back(make(TLS_server_method()));
  const auto chain = certificates_in(certificate.chain);
  if (chain.empty()) return refuse(certificate.chain_name + " does not hold a certificate in PEM");
  const auto text = reader_of(certificate.key);
  const Owned<EVP_PKEY> key{PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr)};
  if (!key) return refuse(certificate.key_name + " does not hold a private key in PEM without a passphrase");
  if (X509_check_private_key(chain.front().get(), key.get()) != 1)
    return refuse(fmt::format("the key in {} does not belong to the certificate in {}", certificate.key_name,
                              certificate.chain_name));
  if (SSL_CTX_use_certificate(context, chain.front().get()) != 1 || SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    return refuse("OpenSSL thinks this too weak: " + certificate.chain_name);
  for (const auto& next : std::span{chain}.subspan(1)) SSL_CTX_add1_chain_cert(context, next.get());
  if (X509_cmp_current_time(X509_get0_notAfter(chain.front().get())) < 0)
    log::warning("a certificate has expired", {{"file", certificate.chain_name}});

  constexpr std::string_view sessions = "kotori";
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(sessions.data()), sessions.size());
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets hold the sessions, clients hold the tickets
  SSL_CTX_set_timeout(context, std::chrono::duration_cast<std::chrono::seconds>(TicketKeys::life).count());
  SSL_CTX_set_tlsext_ticket_key_evp_cb(context, TlsCallbacks::seal);
  SSL_CTX_set_alpn_select_cb(context, TlsCallbacks::choose_protocol, nullptr);
  SSL_CTX_set_tlsext_servername_callback(context, TlsCallbacks::choose_certificate);
  SSL_CTX_set_tlsext_servername_arg(context, this);
  SSL_CTX_set_app_data(context, this);
  return {};
}

Result<std::shared_ptr<const TlsContext>> TlsContext::for_client(const ClientTls& tls) {
  std::shared_ptr<TlsContext> made{new TlsContext};
  auto* context = made->contexts_.emplace_back(make(TLS_client_method()));
  SSL_CTX_set_alpn_protos(context, http_1_1.data(), http_1_1.size());
  SSL_CTX_set_verify(context, tls.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (!tls.ca_file.empty()) {
    if (SSL_CTX_load_verify_file(context, tls.ca_file.c_str()) != 1)
      return refuse(tls.ca_file + " cannot be read, or does not hold a certificate in PEM");
  } else if (tls.verify && tls.ca.empty()) {
    SSL_CTX_set_default_verify_paths(context);
  }
  if (!tls.ca.empty()) {
    const auto believed = certificates_in(tls.ca);
    if (believed.empty()) return refuse("ClientTls::ca does not hold a certificate in PEM");
    for (const auto& one : believed) X509_STORE_add_cert(SSL_CTX_get_cert_store(context), one.get());
  }
  return made;
}

TlsContext::~TlsContext() {
  for (auto* context : contexts_) SSL_CTX_free(context);
}

ssl_st* TlsContext::begin(const std::string& host) const {
  auto* ssl = SSL_new(contexts_.front());
  if (!ssl) throw std::bad_alloc{};
  if (SSL_is_server(ssl) == 1) {
    SSL_set_accept_state(ssl);
    return ssl;
  }
  SSL_set_connect_state(ssl);
  // An address is no name: it is looked for among the certificate's addresses, and not sent (RFC 6066 §3).
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1) return ssl;
  SSL_set_tlsext_host_name(ssl, host.c_str());
  SSL_set1_host(ssl, host.c_str());
  return ssl;
}

}  // namespace kotori::inline v0
