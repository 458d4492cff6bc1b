#include "tests/chat/clients.hpp"

#include "kotori/json/read.hpp"

#include <optional>
#include <utility>

namespace {

kotori::http::Headers headers_of(const Cookie& cookie) {
  kotori::http::Headers headers;
  if (!cookie.empty()) headers.add("Cookie", cookie);
  return headers;
}

kotori::http::Headers headers_of_v1(const Cookie& cookie) {
  auto headers = headers_of(cookie);
  headers.add("Sec-WebSocket-Protocol", "kotori.v1");
  return headers;
}

/// A server that knows the cookie does not set it again.
Cookie kept(const Cookie& sent, kotori::TestPeer& peer) {
  const auto set = peer.header("Set-Cookie");
  return set.empty() ? sent : set.substr(0, set.find(';'));
}

std::optional<Fact> fact_of(const Event& event) {
  return std::visit(
      [](const auto& each) -> std::optional<Fact> {
        if constexpr (requires { each.seq; }) return each;
        return {};
      },
      event);
}

std::vector<Fact> facts_of(const std::vector<Event>& events) {
  std::vector<Fact> facts;
  for (const auto& event : events)
    if (auto fact = fact_of(event)) facts.push_back(std::move(*fact));
  return facts;
}

}  // namespace

PlainClient::PlainClient(Chat& chat, const Cookie& cookie)
    : peer_(chat.server().connect("/chat", headers_of(cookie))), cookie_(kept(cookie, peer_)) {}

std::string PlainClient::asks(std::string_view command) {
  says(command);
  return hears();
}

JsonClient::JsonClient(Chat& chat, const Cookie& cookie)
    : peer_(chat.server().connect("/chat", headers_of_v1(cookie))), cookie_(kept(cookie, peer_)) {}

std::string JsonClient::sends(std::string_view text) {
  listen();
  EXPECT_TRUE(answers_.empty()) << "nobody looked at " << answers_.front();
  peer_.says(text);
  listen();
  if (answers_.empty()) return "(nothing)";
  auto answer = std::move(answers_.front());
  answers_.pop_front();
  return answer;
}

HistoryPage JsonClient::reads(History history) {
  history.id = "history";
  history.room = chat::lobby;
  return asks<HistoryPage>(std::move(history));
}

std::vector<Answer> JsonClient::answers() {
  listen();
  std::vector<Answer> answers;
  for (const auto& text : std::exchange(answers_, {})) answers.push_back(parse(text));
  return answers;
}

std::vector<Event> JsonClient::hears() {
  listen();
  return std::exchange(events_, {});
}

std::vector<Notice> JsonClient::notices() {
  listen();
  return std::exchange(notices_, {});
}

Answer JsonClient::parse(std::string_view text) {
  auto answer = kotori::json::read<Answer>(text);
  if (answer) return std::move(*answer);
  ADD_FAILURE() << text << " is no answer: " << answer.error().message;
  return {};
}

void JsonClient::listen() {
  for (auto text = peer_.hears(); text != "(nothing)"; text = peer_.hears()) {
    if (auto event = kotori::json::read<Event>(text)) {
      events_.push_back(std::move(*event));
    } else if (auto notice = kotori::json::read<Notice>(text)) {
      notices_.push_back(std::move(*notice));
    } else {
      answers_.push_back(std::move(text));
    }
  }
}

std::vector<std::string> texts_of(const std::vector<Fact>& facts) {
  std::vector<std::string> texts;
  for (const auto& fact : facts)
    if (const auto* said = std::get_if<Said>(&fact)) texts.push_back(said->text);
  return texts;
}

std::vector<std::uint64_t> seqs_of(const std::vector<Fact>& facts) {
  std::vector<std::uint64_t> seqs;
  for (const auto& fact : facts) seqs.push_back(seq_of(fact).value);
  return seqs;
}

std::vector<std::string> texts_of(const std::vector<Event>& events) { return texts_of(facts_of(events)); }
std::vector<std::uint64_t> seqs_of(const std::vector<Event>& events) { return seqs_of(facts_of(events)); }

std::vector<std::uint64_t> count(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> numbers;
  for (auto number = first; number <= last; ++number) numbers.push_back(number);
  return numbers;
}
