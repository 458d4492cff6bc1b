#pragma once
#include "kotori/testing/test_server.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// What a server does with bytes, seen from outside: what it answers, and which requests reached a handler.
namespace http_conformance {

using namespace std::chrono_literals;
using namespace std::string_literals;

/// A request that must not be answered behind a fault, and must be behind anything else.
inline constexpr std::string_view marker = "GET /marker HTTP/1.1\r\nHost: a\r\n\r\n";

/// GET / with these lines, each with its CRLF; POST /echo with these lines and this body; a request line with a Host.
std::string get(std::string_view lines);
std::string post(std::string_view lines, std::string_view body = {});
std::string line(std::string_view request_line);
/// A chunked POST /echo with this for a body.
std::string chunked(std::string_view body);
std::string repeated(std::string_view text, std::size_t times);

struct Answer {
  int status = 0;
  bool closes = false;
  std::string head;
  std::string body;
};

/// What came back on one connection.
struct Heard {
  std::vector<Answer> answers;
  std::string text;
  bool ended = false;  ///< the server will send no more

  std::vector<int> statuses() const;
};

/// A server with a few routes, and whom it has handled. GET / says "hi", POST /echo says its body, GET /marker
/// "marker"; /stream says "one, two, three" in pieces, and /socket is a WebSocket.
class Ground {
 public:
  explicit Ground(const kotori::ServeOptions& options = {});

  /// Sends the bytes on a connection of their own, whole, and again cut in two at every point (long ones at a sample of
  /// points); expects the same answers and the same handling each time.
  Heard send(std::string_view bytes);
  /// Sends the bytes in these pieces on a connection of their own, each when all is quiet.
  Heard send(std::initializer_list<std::string_view> pieces);
  /// The same two, for answers that do not say how long they are: the text only.
  Heard send_raw(std::string_view bytes);
  Heard send_raw(std::initializer_list<std::string_view> pieces);

  kotori::TestServer& server() { return *server_; }
  /// The method, the target and the body of each request that has reached a handler since the last look.
  std::vector<std::string> take_handled();

 private:
  std::vector<std::string> handled_;
  std::unique_ptr<kotori::TestServer> server_;
};

struct Row {
  std::string_view what;
  std::string document;
};

/// Each document, whole and cut in two at every point (long ones at a sample of points), is answered with this status
/// and the end of the connection, and neither it nor the marker behind it reaches a handler.
void expect_refused(int status, const std::vector<Row>& rows, const kotori::ServeOptions& options = {});

/// Each document, likewise, is answered with these, and then the marker with 200.
void expect_answered(const std::vector<int>& statuses, const std::vector<Row>& rows,
                     const kotori::ServeOptions& options = {});

}  // namespace http_conformance
