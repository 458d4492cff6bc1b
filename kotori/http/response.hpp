#pragma once
#include "kotori/http/body.hpp"
#include "kotori/http/headers.hpp"
#include "kotori/http/status.hpp"

#include <string>
#include <string_view>

namespace kotori::http {

/// What a client is answered. The server adds what belongs to the connection: Connection, Content-Length, Date.
struct Response {
  Status status = Status::ok;
  Headers headers;
  Body body;

  static Response text(std::string text, Status status = Status::ok);
  static Response html(std::string page, Status status = Status::ok);
  /// `json` is JSON already.
  static Response json_text(std::string json, Status status = Status::ok);
  static Response of(std::string_view content_type, Body body, Status status = Status::ok);
  /// No content, no content type.
  static Response empty(Status status = Status::no_content);
  /// Sends the browser elsewhere, with GET. Throws std::invalid_argument when `location` could forge a header.
  static Response redirect(std::string_view location, Status status = Status::see_other);
  static Response refusal(const Refusal& refusal);

  /// Adds headers. Once there is a cookie among them, no shared cache may keep the response, whatever it said before.
  void add(const Headers& more);
};

/// How a response goes out.
struct Sending {
  std::string_view date;   ///< see DateClock
  bool keep_alive = true;  ///< whether the connection stays open after it
};

/// Appends the head of a response, down to its empty line. A response with an Upgrade header names it in Connection.
/// Throws std::invalid_argument when the response sets Connection, Content-Length, Date or Transfer-Encoding itself:
/// two of them would confuse where it ends.
void write_head(std::string& to, const Response& response, const Sending& sending);

/// What follows the head: nothing for HEAD and for a status that has no content.
std::string_view content(const Response& response, std::string_view request_method);

}  // namespace kotori::http

namespace kotori {
using http::Response;
}
