#include "adapters/bus_nats/nats_link.hpp"

#include <nats/nats.h>
#include <new>
#include <utility>

namespace adapters {
namespace {

constexpr std::int64_t connect_milliseconds = 2'000, write_milliseconds = 1'000, ping_milliseconds = 2'000;
constexpr int pings_unanswered = 2;
// What a subscription holds that has come and was not taken yet.
constexpr int most_waiting = 8'192, most_waiting_bytes = 4 * 1024 * 1024;

struct DestroyOptions {
  void operator()(natsOptions* options) const { natsOptions_Destroy(options); }
};
using Options = std::unique_ptr<natsOptions, DestroyOptions>;

/// What the library says of its last failure on this thread, or in general of such failures.
std::string reason(natsStatus status) {
  const char* const detail = nats_GetLastError(nullptr);
  const std::string text = natsStatus_GetText(status);
  return detail && *detail ? text + ": " + detail : text;
}

natsStatus set_secrets(natsOptions* options, const NatsUrl& url) {
  if (!url.token.empty()) return natsOptions_SetToken(options, url.token.c_str());
  if (!url.user.empty()) return natsOptions_SetUserInfo(options, url.user.c_str(), url.password.c_str());
  return NATS_OK;
}

natsStatus set_tls(natsOptions* options, const NatsUrl& url, const std::string& ca_file) {
  if (!url.tls) return NATS_OK;
  auto status = natsOptions_SetSecure(options, true);
  if (status == NATS_OK) status = natsOptions_SetExpectedHostname(options, url.host.c_str());
  if (status == NATS_OK && !ca_file.empty()) status = natsOptions_LoadCATrustedCertificates(options, ca_file.c_str());
  return status;
}

}  // namespace

/// What the library calls.
struct NatsLink::Calls {
  static void message(natsConnection*, natsSubscription* subscription, natsMsg* message, void* link) noexcept {
    auto& self = *static_cast<NatsLink*>(link);
    self.begin_callbacks();
    self.listener_.on_message(natsMsg_GetSubject(message), {natsMsg_GetData(message), size_of(message)});
    natsMsg_Destroy(message);
    self.note_taken(subscription);
    self.end_callbacks();
  }
  static void ended(void* link) noexcept { static_cast<NatsLink*>(link)->end_callbacks(); }
  static void closed(natsConnection* connection, void* link) noexcept {
    auto& self = *static_cast<NatsLink*>(link);
    const char* detail = nullptr;
    const auto status = natsConnection_GetLastError(connection, &detail);
    self.listener_.on_lost(detail && *detail ? detail : status == NATS_OK ? "closed" : natsStatus_GetText(status));
    self.end_callbacks();
  }
  static void error(natsConnection* connection, natsSubscription*, natsStatus status, void* link) noexcept {
    auto& self = *static_cast<NatsLink*>(link);
    if (status == NATS_SLOW_CONSUMER) return self.note_overrun();
    const char* detail = nullptr;
    natsConnection_GetLastError(connection, &detail);
    self.listener_.on_refused(detail && *detail ? detail : natsStatus_GetText(status));
  }

 private:
  static std::size_t size_of(const natsMsg* message) {
    return static_cast<std::size_t>(natsMsg_GetDataLength(message));
  }
};

kotori::Result<std::unique_ptr<NatsLink>> NatsLink::connect(const NatsUrl& url, const std::string& ca_file,
                                                            Listener& listener) {
  natsOptions* made = nullptr;
  if (natsOptions_Create(&made) != NATS_OK) throw std::bad_alloc();
  const Options options{made};
  std::unique_ptr<NatsLink> link{new NatsLink(listener)};
  // Secrets are handed over on their own, so that no text of the library has them in an address.
  auto status = natsOptions_SetURL(made, ("nats://" + url.server()).c_str());
  const auto then = [&](auto set, auto... values) {
    if (status == NATS_OK) status = set(made, values...);
  };
  then(natsOptions_SetName, "kotori");
  then(natsOptions_SetTimeout, connect_milliseconds);
  then(natsOptions_SetWriteDeadline, write_milliseconds);
  then(natsOptions_SetPingInterval, ping_milliseconds);
  then(natsOptions_SetMaxPingsOut, pings_unanswered);
  then(natsOptions_SetSendAsap, true);
  then(natsOptions_SetNoEcho, true);
  // Who listens asks the log for what was missed: a lost connection keeps nothing, and a new one begins anew.
  then(natsOptions_SetAllowReconnect, false);
  then(natsOptions_SetIgnoreDiscoveredServers, true);
  // One thread for all subscriptions, not one for each.
  then(natsOptions_UseGlobalMessageDelivery, true);
  then(natsOptions_SetClosedCB, &Calls::closed, link.get());
  then(natsOptions_SetErrorHandler, &Calls::error, link.get());
  if (status == NATS_OK) status = set_secrets(made, url);
  if (status == NATS_OK) status = set_tls(made, url, ca_file);
  if (status == NATS_OK) status = natsConnection_Connect(&link->connection_, made);
  if (status == NATS_OK) {
    link->begin_callbacks();
    return link;
  }
  return std::unexpected(kotori::Error{kotori::ErrorCode::unavailable, reason(status), {}});
}

NatsLink::~NatsLink() {
  natsConnection_Close(connection_);
  for (const auto& [subject, subscription] : subscriptions_) natsSubscription_Destroy(subscription);
  {
    std::unique_lock lock{mutex_};
    quiet_.wait(lock, [this] { return calling_ == 0; });
  }
  natsConnection_Destroy(connection_);
}

NatsLink::Sent NatsLink::send(const std::string& subject, std::string_view bytes) {
  const auto status =
      natsConnection_Publish(connection_, subject.c_str(), bytes.data(), static_cast<int>(bytes.size()));
  if (status == NATS_MAX_PAYLOAD) return Sent::too_large;
  return status == NATS_OK ? Sent::yes : Sent::lost;
}

bool NatsLink::subscribe(const std::string& subject) {
  const auto [place, is_new] = subscriptions_.try_emplace(subject, nullptr);
  if (!is_new) return true;
  auto status = natsConnection_Subscribe(&place->second, connection_, subject.c_str(), &Calls::message, this);
  if (status != NATS_OK) {
    subscriptions_.erase(place);
    return false;
  }
  begin_callbacks();
  status = natsSubscription_SetPendingLimits(place->second, most_waiting, most_waiting_bytes);
  // A subscription that the end of the connection has closed already calls no more.
  if (natsSubscription_SetOnCompleteCB(place->second, &Calls::ended, this) != NATS_OK) {
    end_callbacks();
    return false;
  }
  return status == NATS_OK;
}

bool NatsLink::unsubscribe(const std::string& subject) {
  const auto place = subscriptions_.find(subject);
  if (place == subscriptions_.end()) return true;
  const auto status = natsSubscription_Unsubscribe(place->second);
  natsSubscription_Destroy(place->second);
  subscriptions_.erase(place);
  return status == NATS_OK;
}

void NatsLink::begin_callbacks() {
  const std::lock_guard lock{mutex_};
  ++calling_;
}

void NatsLink::note_overrun() {
  if (!behind_.exchange(true)) listener_.on_overrun();
}

void NatsLink::note_taken(natsSubscription* from) {
  if (!behind_) return;
  int waiting = 0;
  if (natsSubscription_GetPending(from, &waiting, nullptr) == NATS_OK && waiting == 0 && behind_.exchange(false))
    listener_.on_caught_up();
}

// Told under the lock, for the destructor takes the condition away as soon as it has seen that all is quiet.
void NatsLink::end_callbacks() {
  const std::lock_guard lock{mutex_};
  --calling_;
  quiet_.notify_all();
}

}  // namespace adapters
