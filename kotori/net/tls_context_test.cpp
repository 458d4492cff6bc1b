#include "kotori/net/tls_context.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {

std::string why_not(const TlsCertificate& certificate) {
  const auto context = TlsContext::for_server({&certificate, 1}, std::make_shared<TicketKeys>());
  return context ? "it is right" : context.error().message;
}

/// A self-signed certificate as it would come from files.
TlsCertificate from_files() {
  auto certificate = self_signed_certificate();
  certificate.chain_name = "chat.pem";
  certificate.key_name = "chat.key";
  return certificate;
}
}  // namespace

TEST(ACertificate, IsTakenWithTheKeyThatBelongsToIt) { EXPECT_EQ(why_not(from_files()), "it is right"); }

TEST(ACertificate, IsNamedByItsFileWhenItIsNotRight) {
  auto certificate = from_files();
  certificate.chain = "no certificate at all\n";
  EXPECT_EQ(why_not(certificate), "chat.pem does not hold a certificate in PEM");

  certificate = from_files();
  certificate.chain += "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  EXPECT_EQ(why_not(certificate), "chat.pem does not hold a certificate in PEM");

  certificate = from_files();
  certificate.key.resize(certificate.key.size() / 2);
  EXPECT_EQ(why_not(certificate), "chat.key does not hold a private key in PEM without a passphrase");

  certificate = from_files();
  certificate.key = self_signed_certificate().key;
  EXPECT_EQ(why_not(certificate), "the key in chat.key does not belong to the certificate in chat.pem");
}

TEST(ACertificate, IsReadFromTwoFiles) {
  const auto directory = testing::TempDir();
  const TlsFiles files{directory + "kotori_tls_test.pem", directory + "kotori_tls_test.key"};
  std::ofstream{files.certificate} << "a chain";
  std::ofstream{files.key} << "a key";
  const auto read = read_certificate(files);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->chain, "a chain");
  EXPECT_EQ(read->key, "a key");
  EXPECT_EQ(read->key_name, files.key);
}

TEST(ACertificate, ThatIsNotThereIsNamed) {
  const auto read = read_certificate({"/nowhere/chat.pem", "/nowhere/chat.key"});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "cannot read /nowhere/chat.pem: No such file or directory");
}

TEST(AClientsTls, SaysWhichFileItCouldNotBelieve) {
  const auto context = TlsContext::for_client({.ca_file = "/nowhere/ca.pem"});
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error().message, "/nowhere/ca.pem cannot be read, or does not hold a certificate in PEM");
}

}  // namespace kotori::inline v0
