#include "kotori/net/tls_certificate.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace kotori::inline v0 {
namespace {

constexpr std::size_t most_bytes_of_a_file = 1024 * 1024;

/// Calls a C library's function to free what it made.
template <auto free> struct Free {
  template <class T> void operator()(T* made) const { free(made); }
};

Result<std::string> read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, Free<std::fclose>> file{std::fopen(path.c_str(), "rbe")};
  std::string text(most_bytes_of_a_file + 1, '\0');
  if (file) text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (!file || std::ferror(file.get()) != 0)
    return std::unexpected(
        Error{ErrorCode::unavailable, fmt::format("cannot read {}: {}", path, std::strerror(errno)), {}});
  if (text.size() > most_bytes_of_a_file)
    return std::unexpected(Error{ErrorCode::too_large, path + " is too large for a certificate or a key", {}});
  return text;
}

void check(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not make a certificate");
}

/// What `write` puts into a BIO.
template <class F> std::string text_of(F write) {
  const std::unique_ptr<BIO, Free<BIO_free>> memory{BIO_new(BIO_s_mem())};
  check(memory && write(memory.get()) == 1);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

void extend(X509& certificate, int what, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension{
      X509V3_EXT_conf_nid(nullptr, &context, what, value)};
  check(extension && X509_add_ext(&certificate, extension.get(), -1) == 1);
}

}  // namespace

Result<TlsCertificate> read_certificate(const TlsFiles& files) {
  auto chain = read_file(files.certificate);
  if (!chain) return std::unexpected(chain.error());
  auto key = read_file(files.key);
  if (!key) return std::unexpected(key.error());
  return TlsCertificate{std::move(*chain), std::move(*key), files.certificate, files.key};
}

TlsCertificate self_signed_certificate() {
  constexpr long day = 24L * 60 * 60;
  const std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>> key{EVP_EC_gen("P-256")};
  const std::unique_ptr<X509, Free<X509_free>> certificate{X509_new()};
  std::uint64_t serial = 0;
  check(key && certificate && RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);

  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1 | 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 365 * day);
  auto* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key.get());
  extend(*certificate, NID_basic_constraints, "critical,CA:FALSE");
  extend(*certificate, NID_key_usage, "critical,digitalSignature");
  extend(*certificate, NID_ext_key_usage, "serverAuth");
  extend(*certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
  check(X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0);

  return {.chain = text_of([&](BIO* to) { return PEM_write_bio_X509(to, certificate.get()); }),
          .key = text_of(
              [&](BIO* to) { return PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr); })};
}

}  // namespace kotori::inline v0
