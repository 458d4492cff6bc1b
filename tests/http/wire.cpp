#include "tests/http/wire.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/kotori.hpp"
#include "tests/cases.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <ranges>
#include <utility>

namespace http_conformance {
namespace {

using kotori::Request;
using kotori::Response;
using kotori::Routes;
using kotori::Task;

kotori::http::Pieces one_two_three() {
  return [said = 0]() mutable -> Task<std::optional<std::string>> {
    static constexpr std::string_view words[] = {"one, ", "", "two, ", "three"};
    if (said == std::ssize(words)) co_return std::nullopt;
    co_return std::string(words[said++]);
  };
}

Routes routes(std::vector<std::string>& handled) {
  auto note = [&handled](const Request& request) {
    handled.push_back(request.method + " " + request.target + " " + request.content);
  };
  Routes routes;
  routes.get("/", [note](const Request& request) {
    note(request);
    return Response::text("hi");
  });
  routes.post("/echo", [note](const Request& request) {
    note(request);
    return Response::text(request.content);
  });
  routes.get("/marker", [note](const Request& request) {
    note(request);
    return Response::text("marker");
  });
  routes.get("/stream", [note](const Request& request) {
    note(request);
    return Response::stream("text/plain", one_two_three());
  });
  routes.get("/broken-stream", [note](const Request& request) {
    note(request);
    return Response::stream("text/plain", []() -> Task<std::optional<std::string>> {
      co_await kotori::sleep(1s);
      throw std::runtime_error("a bug");
    });
  });
  routes.websocket("/socket", [](kotori::WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) socket.send(*text);
  });
  return routes;
}

/// The content's length as the head says; none without a word of it.
std::size_t length_in(std::string_view head) {
  constexpr std::string_view name = "Content-Length: ";
  const auto at = head.find(name);
  return at == head.npos ? 0 : std::stoul(std::string(head.substr(at + name.size(), 20)));
}

std::vector<Answer> answers_in(std::string_view text) {
  std::vector<Answer> answers;
  while (!text.empty()) {
    const auto end = text.find("\r\n\r\n");
    if (!text.starts_with("HTTP/1.1 ") || end == text.npos) {
      ADD_FAILURE() << "no answer begins here: " << text;
      break;
    }
    Answer answer{.head = std::string(text.substr(0, end + 4)), .body = {}};
    answer.status = std::stoi(answer.head.substr(9, 3));
    answer.closes =
        answer.head.contains("\r\nConnection: close\r\n") || answer.head.contains("\r\nConnection: Upgrade, close\r\n");
    text.remove_prefix(answer.head.size());
    answer.body = text.substr(0, length_in(answer.head));
    text.remove_prefix(answer.body.size());
    answers.push_back(std::move(answer));
  }
  return answers;
}

/// Where to cut: everywhere, or at a sample of a long text.
std::vector<std::size_t> cuts(std::size_t size) {
  const std::size_t step = size <= 512 ? 1 : size / 61;
  std::vector<std::size_t> all;
  for (std::size_t at = 0; at < size; at += step) all.push_back(at);
  all.push_back(size);
  return all;
}

/// The same at any time of day.
std::string timeless(std::string text) {
  constexpr std::string_view name = "\r\nDate: ";
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at))
    text.erase(at, text.find("\r\n", at + name.size()) - at);
  return text;
}

}  // namespace

std::string get(std::string_view lines) { return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n"; }

std::string post(std::string_view lines, std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n" + std::string(body);
}

std::string line(std::string_view request_line) { return std::string(request_line) + "\r\nHost: a\r\n\r\n"; }

std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked\r\n", body); }

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::vector<int> Heard::statuses() const {
  std::vector<int> all;
  for (const auto& answer : answers) all.push_back(answer.status);
  return all;
}

Ground::Ground(const kotori::ServeOptions& options)
    : server_(std::make_unique<kotori::TestServer>(routes(handled_), kotori::TestServerOptions{.serve = options})) {}

Heard Ground::send(std::string_view bytes) {
  auto heard = send_raw(bytes);
  heard.answers = answers_in(heard.text);
  return heard;
}

Heard Ground::send_raw(std::string_view bytes) {
  count_case();
  const auto before = handled_.size();
  auto whole = send_raw({bytes});
  const std::vector<std::string> handled(handled_.begin() + static_cast<std::ptrdiff_t>(before), handled_.end());
  for (const auto cut : cuts(bytes.size())) {
    handled_.resize(before);
    const auto heard = send_raw({bytes.substr(0, cut), bytes.substr(cut)});
    EXPECT_EQ(timeless(heard.text), timeless(whole.text)) << "cut at " << cut;
    EXPECT_EQ(heard.ended, whole.ended) << "cut at " << cut;
    EXPECT_TRUE(std::ranges::equal(handled_ | std::views::drop(before), handled)) << "cut at " << cut;
  }
  return whole;
}

Heard Ground::send(std::initializer_list<std::string_view> pieces) {
  auto heard = send_raw(pieces);
  heard.answers = answers_in(heard.text);
  return heard;
}

Heard Ground::send_raw(std::initializer_list<std::string_view> pieces) {
  Heard heard;
  auto wire = server_->dial();
  auto listen = [&] {
    for (std::string part(64 * 1024, '\0');;) {
      server_->simulation().run_until_idle();
      const auto got = wire->read(part);
      heard.text.append(part, 0, got.bytes);
      heard.ended = got.stream != kotori::Transfer::Stream::open;
      if (got.bytes == 0) break;
    }
  };
  for (auto piece : pieces) {
    for (std::size_t sent = 1; sent > 0 && !piece.empty();) {
      sent = wire->write(piece).bytes;
      piece.remove_prefix(sent);
      listen();
    }
  }
  wire.reset();
  server_->simulation().run_until_idle();
  EXPECT_EQ(server_->connections(), 0U);
  return heard;
}

std::vector<std::string> Ground::take_handled() { return std::exchange(handled_, {}); }

void expect_refused(int status, const std::vector<Row>& rows, const kotori::ServeOptions& options) {
  Ground ground{options};
  for (const auto& [what, document] : rows) {
    count_case();
    for (const auto cut : cuts(document.size())) {
      const auto head = std::string_view(document).substr(0, cut);
      const auto heard = ground.send({head, document.substr(cut) + std::string(marker)});
      ASSERT_EQ(heard.statuses(), std::vector{status}) << what << ", cut at " << cut << ":\n" << heard.text;
      EXPECT_TRUE(heard.answers[0].closes && heard.ended) << what << ", cut at " << cut;
      ASSERT_EQ(ground.take_handled(), std::vector<std::string>{}) << what << ", cut at " << cut;
    }
  }
}

void expect_answered(const std::vector<int>& statuses, const std::vector<Row>& rows,
                     const kotori::ServeOptions& options) {
  Ground ground{options};
  auto expected = statuses;
  expected.push_back(200);
  for (const auto& [what, document] : rows) {
    count_case();
    for (const auto cut : cuts(document.size())) {
      const auto head = std::string_view(document).substr(0, cut);
      const auto heard = ground.send({head, document.substr(cut) + std::string(marker)});
      ASSERT_EQ(heard.statuses(), expected) << what << ", cut at " << cut << ":\n" << heard.text;
      EXPECT_EQ(heard.answers.back().body, "marker") << what;
      EXPECT_FALSE(heard.ended) << what << ", cut at " << cut;
      const auto handled = ground.take_handled();
      ASSERT_FALSE(handled.empty()) << what;
      EXPECT_EQ(handled.back(), "GET /marker ") << what;
    }
  }
}

}  // namespace http_conformance
