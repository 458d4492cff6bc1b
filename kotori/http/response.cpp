#include "kotori/http/response.hpp"

#include "kotori/http/refused.hpp"
#include "kotori/http/text.hpp"

#include <stdexcept>

namespace kotori::inline v0::http {
namespace {

std::string_view connection(const Response& response, const Sending& sending) {
  if (response.status == Status::switching_protocols) return "Upgrade";
  if (response.headers.contains("Upgrade")) return sending.keep_alive ? "Upgrade, keep-alive" : "Upgrade, close";
  return sending.keep_alive ? "keep-alive" : "close";
}

/// How the client will find the end of the content (RFC 9112 §6.3).
void append_length(std::string& to, const Response& response, const Sending& sending) {
  const auto length = response.pieces ? response.length : response.body.view().size();
  if (length)
    to.append("Content-Length: ").append(std::to_string(*length)).append("\r\n");
  else if (!ends_with_connection(response, sending.version))
    to.append("Transfer-Encoding: chunked\r\n");
}

}  // namespace

void check_framing(const Headers& headers) {
  for (const auto& field : headers)
    for (const std::string_view ours : {"Connection", "Content-Length", "Date", "Transfer-Encoding"})
      if (equal_ignoring_case(field.name, ours))
        throw std::invalid_argument(std::string(ours) + " is set by the server");
}

Response Response::text(std::string text, Status status) {
  return of("text/plain; charset=utf-8", std::move(text), status);
}

Response Response::html(std::string page, Status status) {
  return of("text/html; charset=utf-8", std::move(page), status);
}

Response Response::json_text(std::string json, Status status) {
  return of("application/json", std::move(json), status);
}

Response Response::of(std::string_view content_type, Body body, Status status) {
  Response response{.status = status, .body = std::move(body)};
  response.headers.add("Content-Type", content_type);
  return response;
}

Response Response::stream(std::string_view content_type, Pieces pieces, Status status) {
  auto response = of(content_type, {}, status);
  response.pieces = std::move(pieces);
  return response;
}

Response Response::empty(Status status) { return {.status = status}; }

Response Response::redirect(std::string_view location, Status status) {
  Response response{.status = status};
  response.headers.add("Location", location);
  return response;
}

Response Response::refusal(const Refusal& refusal) { return text(refusal.message + "\n", refusal.status); }

Response Response::refusal(const Refused& refused) {
  auto response = text(std::string(refused.what()) + "\n", refused.status);
  response.add(refused.headers);
  return response;
}

void Response::add(const Headers& more) {
  headers.add_all(more);
  if (more.contains("Set-Cookie")) headers.set("Cache-Control", "private, no-cache");
}

void write_head(std::string& to, const Response& response, const Sending& sending) {
  check_framing(response.headers);
  to.append("HTTP/1.1 ").append(std::to_string(static_cast<int>(response.status))).append(" ");
  to.append(reason(response.status)).append("\r\n");
  to.append("Date: ").append(sending.date).append("\r\n");
  to.append("Connection: ").append(connection(response, sending)).append("\r\n");
  if (has_content(response.status)) append_length(to, response, sending);
  to.append(response.headers.text()).append("\r\n");
}

bool has_content(const Response& response, std::string_view request_method) {
  return request_method != "HEAD" && has_content(response.status);
}

std::string_view content(const Response& response, std::string_view request_method) {
  return has_content(response, request_method) ? response.body.view() : std::string_view{};
}

bool ends_with_connection(const Response& response, Version version) {
  return response.pieces && !response.length && version == Version::http_1_0;
}

}  // namespace kotori::inline v0::http
