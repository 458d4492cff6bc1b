#include "kotori/server/response_writer.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/async/sleep.hpp"
#include "kotori/base/log.hpp"
#include "kotori/http/security_headers.hpp"
#include "kotori/net/stream_wait.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <fmt/format.h>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace kotori::inline v0::server {
namespace {

const http::SecurityHeaders& security_headers() {
  static const auto headers = http::SecurityHeaders::strict();
  return headers;
}

constexpr std::size_t room_for_framing = 160;
/// Shorter content is copied behind its head, which costs less than to send two pieces.
constexpr std::size_t worth_a_piece = 2048;

std::string head_of(Response& response, const Answered& to, http::DateClock& dates) {
  security_headers().apply(response);
  std::string head;
  head.reserve(response.headers.text().size() + room_for_framing);
  http::write_head(head, response,
                   {.date = dates.at(unix_millis_now()), .keep_alive = to.keep_alive, .version = to.version});
  return head;
}

/// The next piece that holds anything, for an empty chunk would end the content; empty at the end.
Task<std::optional<std::string>> next_piece(const http::Pieces& pieces) {
  for (;;) {
    auto piece = co_await pieces();
    if (!piece || !piece->empty()) co_return piece;
  }
}

/// What is made for nobody, to its end.
Task<> drop(const http::Pieces& pieces) {
  while (co_await pieces()) {
  }
}

}  // namespace

std::string as_text(Response response, const Answered& to, http::DateClock& dates) {
  auto text = head_of(response, to, dates);
  return text.append(http::content(response, to.method));
}

Task<bool> ResponseWriter::send(Response response, Answered to) {
  auto head = head_of(response, to, dates_);
  const bool with_content = http::has_content(response, to.method);
  if (!response.pieces) {
    auto body = with_content ? std::move(response.body) : http::Body{};
    if (body.view().size() < worth_a_piece) {
      head += body.view();
      body = {};
    }
    co_return co_await write(std::move(head), std::move(body));
  }
  if (!co_await write(std::move(head), {})) co_return false;
  if (!with_content) co_return true;
  const bool chunked = !response.length && !http::ends_with_connection(response, to.version);
  try {
    if (co_await write_pieces(response, chunked)) co_return true;
    if (!response.gone) co_return false;
    response.gone();
    co_await drop(response.pieces);
  } catch (const std::exception& failure) {
    log::error("an answer could not be made to its end", {{"error", failure.what()}});
  }
  co_return false;
}

/// While nobody stops, a peer may be as slow as it likes, as long as it takes something.
Duration ResponseWriter::patience() const {
  const auto& loop = *Loop::current();
  if (!loop.stopping()) return options_.request_time;
  return std::min(options_.request_time, loop.stopping_since() + options_.stop_time - loop.now());
}

Task<bool> ResponseWriter::write_pieces(const Response& response, bool chunked) {
  auto length = response.length;
  for (;;) {
    const auto turn = Loop::current()->turn();
    std::optional<Incoming::Watch> watch;
    if (response.gone) watch.emplace(incoming_, response.gone);
    auto piece = co_await next_piece(response.pieces);
    if (watch && watch->has_gone()) co_return false;
    watch.reset();
    if (!piece) break;
    if (patience() <= Duration::zero()) co_return false;
    if (length) {
      if (piece->size() > *length) throw std::length_error("its pieces are longer than its length");
      *length -= piece->size();
    }
    std::string size_line;
    if (chunked) {
      size_line = fmt::format("{:x}\r\n", piece->size());
      *piece += "\r\n";
    }
    if (!co_await write(std::move(size_line), std::move(*piece))) co_return false;
    // Others get their turn, however fast pieces are made and taken.
    if (turn == Loop::current()->turn()) co_await next_turn();
  }
  if (length.value_or(0) > 0) throw std::length_error("its pieces are shorter than its length");
  co_return !chunked || co_await write("0\r\n\r\n", {});
}

Task<bool> ResponseWriter::write(std::string head, http::Body body) {
  std::array<std::string_view, 2> pieces{head, body.view()};
  for (;;) {
    const auto sent = pieces[1].empty() ? stream_.write(pieces[0]) : stream_.write(pieces);
    if (sent.stream != Transfer::Stream::open) co_return false;
    auto left = sent.bytes;
    for (auto& piece : pieces) {
      const auto gone = std::min(left, piece.size());
      piece.remove_prefix(gone);
      left -= gone;
    }
    if (pieces[0].empty() && pieces[1].empty()) co_return true;
    const auto at_most = patience();
    if (at_most <= Duration::zero() || co_await wait_writable(stream_, at_most) != Waited::ready) co_return false;
  }
}

}  // namespace kotori::inline v0::server
