#pragma once
#include "chat/protocol/events.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/protocol/to_client.hpp"
#include "kotori/json/write.hpp"
#include "kotori/testing/test_peer.hpp"
#include "tests/chat/chat.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using namespace chat::protocol;

/// What a visitor's browser keeps: empty for a newcomer.
using Cookie = std::string;

/// Any WebSocket client, without a subprotocol.
class PlainClient {
 public:
  explicit PlainClient(Chat& chat, const Cookie& cookie = {});

  void says(std::string_view text) { peer_.says(text); }
  /// The next text it has heard, or "(nothing)".
  std::string hears() { return peer_.hears(); }
  /// Says a command and gives what comes back.
  std::string asks(std::string_view command);

  Cookie cookie() const { return cookie_; }
  kotori::TestPeer& peer() { return peer_; }

 private:
  kotori::TestPeer peer_;
  Cookie cookie_;
};

/// A client of kotori.v1. Answers and events come on one wire; it keeps them apart, each kind in order.
class JsonClient {
 public:
  explicit JsonClient(Chat& chat, const Cookie& cookie = {});

  /// Sends any text and gives the answer as it came, or "(nothing)".
  std::string sends(std::string_view text);
  /// Sends a command and gives its answer; when that is no T, the test fails and a T{} is given.
  template <class T> T asks(const FromClient& command) { return expect<T>(sends(kotori::json::write(command))); }

  Welcome enters(std::string device = "d1") { return asks<Welcome>(Hello{"hello", {std::move(device)}, {}}); }
  Welcome resumes(Resume resume, std::string device = "d1") {
    return asks<Welcome>(Hello{"hello", {std::move(device)}, std::move(resume)});
  }
  template <class T = Ok> T says(std::string text, std::string client_id) {
    return asks<T>(Say{"say " + client_id, chat::lobby, {std::move(client_id)}, std::move(text), {}});
  }
  template <class T = Ok> T renames(std::string name, std::string client_id) {
    return asks<T>(Rename{"rename " + client_id, {std::move(client_id)}, std::move(name)});
  }
  HistoryPage reads(History history);

  /// Sends it, and does not look for an answer.
  void begins(const FromClient& command) { peer_.says(kotori::json::write(command)); }
  /// All that has been answered, and all events that were heard, since the last look.
  std::vector<Answer> answers();
  std::vector<Event> hears();
  /// What it was told without having asked, since the last look.
  std::vector<Notice> notices();
  /// The last of one kind among these; when there is none, the test fails and a T{} is given.
  template <class T> T told();

  Cookie cookie() const { return cookie_; }
  kotori::TestPeer& peer() { return peer_; }

 private:
  template <class T> T expect(std::string_view text);
  static Answer parse(std::string_view text);
  void listen();

  kotori::TestPeer peer_;
  Cookie cookie_;
  std::deque<std::string> answers_;
  std::vector<Event> events_;
  std::vector<Notice> notices_;
};

template <class T> T JsonClient::expect(std::string_view text) {
  const auto answer = parse(text);
  if (const T* wanted = std::get_if<T>(&answer)) return *wanted;
  ADD_FAILURE() << "the answer is " << text;
  return {};
}

template <class T> T JsonClient::told() {
  std::optional<T> last;
  for (const auto& notice : notices())
    if (const T* wanted = std::get_if<T>(&notice)) last = *wanted;
  if (!last) ADD_FAILURE() << "it was told no such thing";
  return last.value_or(T{});
}

/// The texts of what was said, in order.
std::vector<std::string> texts_of(const std::vector<Event>& events);
std::vector<std::string> texts_of(const std::vector<Fact>& facts);
/// The places of facts, in order.
std::vector<std::uint64_t> seqs_of(const std::vector<Event>& events);
std::vector<std::uint64_t> seqs_of(const std::vector<Fact>& facts);
/// first, first + 1, ..., last
std::vector<std::uint64_t> count(std::uint64_t first, std::uint64_t last);
