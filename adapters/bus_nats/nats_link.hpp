#pragma once
#include "adapters/bus_nats/nats_url.hpp"
#include "kotori/base/result.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

struct __natsConnection;
struct __natsSubscription;

namespace adapters {

/// One connection to a NATS server, from where it stands until it is lost; it does not come back. To be used by one
/// thread, which it may block: for 1 s while the server takes nothing, for 2 s while it connects.
class NatsLink {
 public:
  /// Called on threads of the library, not after the link's destructor has returned.
  class Listener {
   public:
    virtual void on_message(std::string_view subject, std::string_view bytes) = 0;
    /// Once, also when this side ends it.
    virtual void on_lost(std::string why) = 0;
    /// More came than on_message could take, and some was dropped; on_caught_up when that is over.
    virtual void on_overrun() = 0;
    virtual void on_caught_up() = 0;
    /// The server forbids something.
    virtual void on_refused(std::string why) = 0;

   protected:
    ~Listener() = default;
  };

  /// `ca_file`: who vouches for a server over TLS, as PEM; empty: whom the system trusts. The listener outlives the
  /// link. Error: unavailable, with a sentence that holds no secrets.
  static kotori::Result<std::unique_ptr<NatsLink>> connect(const NatsUrl& url, const std::string& ca_file,
                                                           Listener& listener);
  ~NatsLink();
  NatsLink(const NatsLink&) = delete;
  NatsLink& operator=(const NatsLink&) = delete;

  enum class Sent : unsigned char { yes, too_large, lost };
  Sent send(const std::string& subject, std::string_view bytes);
  /// Both: false when the connection is lost.
  bool subscribe(const std::string& subject);
  bool unsubscribe(const std::string& subject);

 private:
  struct Calls;
  explicit NatsLink(Listener& listener) : listener_(listener) {}
  void begin_callbacks();
  void end_callbacks();
  void note_overrun();
  void note_taken(__natsSubscription* from);

  Listener& listener_;
  __natsConnection* connection_ = nullptr;
  std::map<std::string, __natsSubscription*> subscriptions_;

  // The connection and each subscription call once more when nothing of them is to come; these, and the messages that
  // are being told.
  std::mutex mutex_;
  std::condition_variable quiet_;
  std::size_t calling_ = 0;
  std::atomic<bool> behind_ = false;
};

}  // namespace adapters
