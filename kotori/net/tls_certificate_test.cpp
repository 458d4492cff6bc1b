#include "kotori/net/tls_certificate.hpp"

#include "kotori/net/tls_context.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace kotori::inline v0 {
namespace {

/// Two files that go with the test.
struct Files {
  std::filesystem::path directory =
      std::filesystem::path{testing::TempDir()} / ("kotori-certificates-" + std::to_string(getpid()));
  TlsFiles paths{directory / "chat.pem", directory / "chat.key"};

  Files() { std::filesystem::create_directories(directory); }
  ~Files() { std::filesystem::remove_all(directory); }
  static void write(const std::string& path, const std::string& text) { std::ofstream{path} << text; }
};

}  // namespace

TEST(ACertificatesFile, MayHaveAMebibyteAndNotOneByteMore) {
  const Files files;
  const auto made = self_signed_certificate();
  constexpr std::size_t limit = 1024 * 1024;
  const auto filled_to = [](std::string text, std::size_t size) {
    return text + std::string(size - text.size(), '\n');
  };
  files.write(files.paths.key, made.key);
  files.write(files.paths.certificate, filled_to(made.chain, limit));
  const auto read = read_certificate(files.paths);
  ASSERT_TRUE(read);
  EXPECT_TRUE(TlsContext::for_server(std::array{*read}, std::make_shared<TicketKeys>()));

  const auto is_refused = [&](const std::string& path) {
    const auto again = read_certificate(files.paths);
    return !again && again.error().message == path + " is too large for a certificate or a key";
  };
  files.write(files.paths.certificate, filled_to(made.chain, limit + 1));
  EXPECT_TRUE(is_refused(files.paths.certificate));
  files.write(files.paths.certificate, made.chain);
  files.write(files.paths.key, filled_to(made.key, limit + 1));
  EXPECT_TRUE(is_refused(files.paths.key));
}

}  // namespace kotori::inline v0
