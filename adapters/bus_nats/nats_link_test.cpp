#include "adapters/bus_nats/nats_link.hpp"

#include "adapters/bus_nats/test_nats_server.hpp"
#include "kotori/net/tls_certificate.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace adapters {
namespace {

using chat::contract::eventually;

struct Notes final : NatsLink::Listener {
  void on_message(std::string_view, std::string_view) override { ++messages; }
  void on_lost(std::string) override { ++lost; }
  void on_overrun() override {}
  void on_caught_up() override {}
  void on_refused(std::string) override { ++refused; }
  std::atomic<int> messages = 0, lost = 0, refused = 0;
};

/// Why it does not come about; empty when it does.
std::string trouble(const std::string& url, const std::string& ca_file = {}) {
  Notes notes;
  const auto link = NatsLink::connect(parse_nats_url(url), ca_file, notes);
  if (!link) EXPECT_EQ(link.error().code, kotori::ErrorCode::unavailable);
  return link ? "" : link.error().message;
}

/// What the files of a server with a certificate for localhost hold.
class Certificate {
 public:
  Certificate() {
    const auto made = kotori::self_signed_certificate();
    std::ofstream{chain()} << made.chain;
    std::ofstream{key()} << made.key;
  }
  ~Certificate() {
    std::filesystem::remove(chain());
    std::filesystem::remove(key());
  }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  std::string chain() const { return name_ + ".pem"; }
  std::string key() const { return name_ + ".key"; }
  std::vector<std::string> arguments() const { return {"--tls", "--tlscert", chain(), "--tlskey", key()}; }

 private:
  const std::string name_ = testing::TempDir() + "kotori-nats-" + std::to_string(getpid());
};

}  // namespace

TEST(ANatsLink, ComesAboutAndIsLostOnce) {
  NatsServer server;
  Notes notes;
  {
    const auto link = NatsLink::connect(parse_nats_url(server.url()), {}, notes);
    ASSERT_TRUE(link) << link.error().message;
    EXPECT_TRUE((*link)->subscribe("a"));
    server.kill();
    EXPECT_TRUE(eventually([&] { return notes.lost == 1; }));
    EXPECT_EQ((*link)->send("a", "hi"), NatsLink::Sent::lost);
    EXPECT_FALSE((*link)->subscribe("b"));
  }
  EXPECT_EQ(notes.lost, 1);
}

TEST(ANatsLink, DoesNotComeAboutWithWhatIsNoServer) {
  NatsServer server;
  const auto url = server.url();
  server.kill();
  EXPECT_NE(trouble(url), "");
  EXPECT_NE(trouble("nats://no-such-host.invalid"), "");
}

TEST(ANatsLink, NeedsTheRightPassword) {
  NatsServer server{{"--user", "ann", "--pass", "s@same"}};
  EXPECT_EQ(trouble(server.url("ann:s%40same@")), "");
  for (const auto* wrong : {"ann:wrong-secret@", "wrong-secret@", ""}) {
    const auto why = trouble(server.url(wrong));
    EXPECT_NE(why, "");
    EXPECT_FALSE(why.contains("secret")) << why;
  }
}

TEST(ANatsLink, NeedsTheRightToken) {
  NatsServer server{{"--auth", "sesame"}};
  EXPECT_EQ(trouble(server.url("sesame@")), "");
  EXPECT_NE(trouble(server.url("secret@")), "");
}

TEST(ANatsLink, TakesOverTlsOnlyWhomItHasReasonToTrust) {
  const Certificate certificate;
  NatsServer server{certificate.arguments()};
  EXPECT_EQ(trouble(server.url({}, "tls"), certificate.chain()), "");
  EXPECT_NE(trouble(server.url({}, "tls")), "");  // nobody vouches for it
  EXPECT_NE(trouble(server.url({}, "tls"), "/dev/null"), "");
  EXPECT_NE(trouble(server.url({}, "nats"), certificate.chain()), "");  // it speaks nothing else
}

TEST(ANatsLink, TakesOverTlsOnlyTheHostThatItAskedFor) {
  const Certificate certificate;
  NatsServer server{certificate.arguments(), "127.0.0.2"};
  EXPECT_NE(trouble(server.url({}, "tls"), certificate.chain()), "");
}

TEST(ANatsLink, DoesNotGoWithoutTlsWhereItWasAskedFor) {
  const Certificate certificate;
  NatsServer server;
  EXPECT_NE(trouble(server.url({}, "tls"), certificate.chain()), "");
}

TEST(ANatsLink, HearsOfWhatIsForbidden) {
  const auto file = testing::TempDir() + "kotori-nats-" + std::to_string(getpid()) + ".conf";
  std::ofstream{file}
      << "authorization { users = [ { user: ann, password: p, permissions: { publish: x, subscribe: x } } ] }";
  NatsServer server{{"-c", file}};
  Notes notes;
  const auto link = NatsLink::connect(parse_nats_url(server.url("ann:p@")), {}, notes);
  ASSERT_TRUE(link) << link.error().message;
  EXPECT_TRUE((*link)->subscribe("y"));
  EXPECT_TRUE(eventually([&] { return notes.refused == 1; }));
  EXPECT_EQ((*link)->send("y", "hi"), NatsLink::Sent::yes);
  EXPECT_TRUE(eventually([&] { return notes.refused == 2; }));
  std::filesystem::remove(file);
}

TEST(ANatsLink, SendsNothingThatTheServerDoesNotTake) {
  const auto file = testing::TempDir() + "kotori-nats-" + std::to_string(getpid()) + ".conf";
  std::ofstream{file} << "max_payload: 100";
  NatsServer server{{"-c", file}};
  Notes notes;
  const auto link = NatsLink::connect(parse_nats_url(server.url()), {}, notes);
  ASSERT_TRUE(link) << link.error().message;
  EXPECT_EQ((*link)->send("a", std::string(100, 'x')), NatsLink::Sent::yes);
  EXPECT_EQ((*link)->send("a", std::string(101, 'x')), NatsLink::Sent::too_large);
  std::filesystem::remove(file);
}

}  // namespace adapters
