#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/client/client.hpp"
#include "kotori/json/json.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kotori::inline v0 {

/// Where the clients of a test live, and how the test waits for them. TestServer and LiveServer are the two kinds.
class TestGround {
 public:
  /// Runs `job` on the clients' loop and returns when it has run; in a simulation, when all is quiet again.
  virtual void act(Job job) = 0;
  /// True once `holds` is true, which is asked on the clients' loop; false when that is not to be.
  virtual bool comes_true(const std::function<bool()>& holds) = 0;
  /// Something happened to a client. On the clients' loop.
  virtual void changed() = 0;

 protected:
  ~TestGround() = default;
};

/// One client of a test: it says, it hears. It must go before its server.
class TestPeer {
 public:
  ~TestPeer();
  TestPeer(TestPeer&&) noexcept;
  TestPeer& operator=(TestPeer&&) = delete;

  void says(std::string_view text);
  void says_binary(std::string_view bytes);
  /// The next message it has heard, or "(nothing)" when none comes.
  std::string hears();
  /// The same of values, as JSON. What is no T is thrown as std::runtime_error, with what it is.
  template <json::Described T> void says(const T& message) { says(std::string_view(json::write(message))); }
  template <class T> T hears();
  /// Says goodbye.
  void leaves(CloseCode code = CloseCode::normal);
  /// Is gone without a word, as when a cable is cut.
  void vanishes();

  /// How the server ended the conversation; empty when it goes on.
  std::optional<websocket::Close> was_closed();
  std::optional<CloseCode> closed_with();
  /// What the handshake was answered: 101, or why not.
  int status();
  /// A header of the 101; empty when there is none.
  std::string header(std::string_view name);

 private:
  friend class TestServer;
  friend class LiveServer;
  struct Life;
  using Dial = std::function<Task<std::unique_ptr<Stream>>()>;
  TestPeer(TestGround& ground, Dial dial, client::ClientRequest request, const WebSocketOptions& options);

  TestGround& ground_;
  std::unique_ptr<Life> life_;
};

template <class T> T TestPeer::hears() {
  const auto text = hears();
  auto message = json::read<T>(text);
  if (!message) throw std::runtime_error("heard " + text + ": " + message.error().message);
  return *std::move(message);
}

}  // namespace kotori::inline v0
