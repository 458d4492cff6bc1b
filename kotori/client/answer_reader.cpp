#include "kotori/client/answer_reader.hpp"

#include "kotori/http/request_head.hpp"
#include "kotori/http/text.hpp"
#include "kotori/net/stream_wait.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace kotori::inline v0::client {
namespace {

std::unexpected<Error> fail(std::string why, ErrorCode code = ErrorCode::malformed) {
  return std::unexpected(Error{code, std::move(why), {}});
}

std::unexpected<Error> too_large() { return fail("the answer is too large", ErrorCode::too_large); }

/// "HTTP/1.1 200 OK": the version's last digit and the status; the reason may be missing (RFC 9112 §4).
std::optional<std::pair<char, int>> parse_status_line(std::string_view line) {
  constexpr std::string_view begin = "HTTP/1.";
  if (!line.starts_with(begin) || line.size() < begin.size() + 5) return {};
  const char minor = line[begin.size()];
  const auto digits = line.substr(begin.size() + 2, 3);
  const auto rest = line.substr(begin.size() + 5);
  if ((minor != '0' && minor != '1') || line[begin.size() + 1] != ' ' || !std::ranges::all_of(digits, http::is_digit) ||
      digits.front() == '0' || (!rest.empty() && rest.front() != ' '))
    return {};
  return std::pair{minor, (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0')};
}

/// Several that are the same are one (RFC 9110 §8.6).
std::optional<std::uint64_t> parse_length(std::string_view list) {
  std::optional<std::uint64_t> length;
  for (auto element = http::take_element(list); !element.empty(); element = http::take_element(list)) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(element.data(), element.data() + element.size(), value);
    if (error != std::errc{} || end != element.data() + element.size() || length.value_or(value) != value) return {};
    length = value;
  }
  return length;
}

}  // namespace

AnswerReader::AnswerReader(Stream& stream, const AnswerLimits& limits) : stream_(stream), limits_(limits) {}

Task<Result<void>> AnswerReader::read_more(Instant until) {
  while (!ended_) {
    const auto buffer = Loop::current()->scratch();
    const auto got = stream_.read(buffer);
    bytes_.append(buffer.data(), got.bytes);
    heard_ = heard_ || got.bytes > 0;
    if (got.bytes > 0) co_return Result<void>{};
    ended_ = got.stream == Transfer::Stream::ended;
    if (ended_) break;
    if (got.stream == Transfer::Stream::failed) co_return fail("the connection was lost", ErrorCode::unavailable);
    switch (co_await wait_readable(stream_, until - Loop::current()->now())) {
      case Waited::ready: break;
      case Waited::too_long: co_return fail("the server took too long", ErrorCode::unavailable);
      case Waited::stopping: co_return fail("the program stops", ErrorCode::unavailable);
    }
  }
  if (ended_) co_return fail(heard_ ? "the answer ended early" : "the server did not answer", ErrorCode::unavailable);
  co_return Result<void>{};
}

Task<Result<ClientResponse>> AnswerReader::read_head(std::string_view method, Instant until) {
  for (std::size_t seen = 0, passed_over = 0;;) {
    const auto end = bytes_.find("\r\n\r\n", seen);
    const auto size = end == std::string::npos ? bytes_.size() + 1 : end + 4;
    if (size + passed_over > limits_.head) co_return fail("the answer's head is too large", ErrorCode::too_large);
    if (end == std::string::npos) {
      seen = bytes_.size() - std::min<std::size_t>(bytes_.size(), 3);
      if (auto more = co_await read_more(until); !more) co_return std::unexpected(more.error());
      continue;
    }
    auto response = parse_head(std::string_view{bytes_}.substr(0, size));
    bytes_.erase(0, size);
    seen = 0;
    passed_over += size;
    if (!response) co_return response;
    if (response->status < 200 && response->status != 101) continue;
    if (auto found = find_framing(*response, method); !found) co_return std::unexpected(found.error());
    co_return response;
  }
}

Result<ClientResponse> AnswerReader::parse_head(std::string_view head) {
  const auto line_end = head.find("\r\n");
  const auto line = parse_status_line(head.substr(0, line_end));
  if (!line) return fail("the answer is not HTTP/1.1");
  auto fields = http::parse_fields(head.substr(line_end + 2, head.size() - line_end - 4));
  if (!fields) return fail("the answer's head is malformed: " + fields.error().message);
  // A final one below 200 is a 101: what comes behind it is no HTTP.
  keep_alive_ = line->second >= 200 && line->first == '1' && !fields->list_holds("Connection", "close");
  return ClientResponse{.status = line->second, .headers = std::move(*fields), .body = {}};
}

/// Where the content ends (RFC 9112 §6.3).
Result<void> AnswerReader::find_framing(const ClientResponse& response, std::string_view method) {
  framing_ = Framing::none;
  const auto codings = response.headers.joined("Transfer-Encoding");
  const auto lengths = response.headers.joined("Content-Length");
  const auto length = lengths ? parse_length(*lengths) : std::nullopt;
  if (lengths && !length) return fail("the answer's Content-Length is malformed");
  if (method == "HEAD" || response.status < 200 || response.status == 204 || response.status == 304) return {};
  left_ = limits_.body;
  if (codings) {
    // Both at once is how answers are smuggled.
    if (lengths) return fail("the answer says twice where it ends");
    if (!http::equal_ignoring_case(*codings, "chunked"))
      return fail("the answer's Transfer-Encoding is not understood");
    framing_ = Framing::chunks;
    chunks_.emplace(http::Limits{.head = limits_.head, .body = limits_.body});
  } else if (length) {
    if (*length > limits_.body) return too_large();
    framing_ = *length > 0 ? Framing::length : Framing::none;
    left_ = *length;
  } else {
    framing_ = Framing::end_of_stream;
    keep_alive_ = false;
  }
  return {};
}

/// What of the content has come; the framing is none at its end.
Result<std::string> AnswerReader::take_content() {
  std::string content;
  if (framing_ == Framing::chunks) {
    std::string_view bytes = bytes_;
    const auto ended = chunks_->feed(bytes, content);
    bytes_.erase(0, bytes_.size() - bytes.size());
    if (!ended && ended.error().status == http::Status::content_too_large) return too_large();
    if (!ended) return fail("the answer is malformed: " + ended.error().message);
    if (*ended) framing_ = Framing::none;
    return content;
  }
  if (framing_ == Framing::end_of_stream && bytes_.size() > left_) return too_large();
  content = bytes_.substr(0, left_);
  bytes_.erase(0, content.size());
  left_ -= content.size();
  if (framing_ == Framing::length && left_ == 0) framing_ = Framing::none;
  return content;
}

Task<Result<std::string>> AnswerReader::read_piece(Instant until) {
  while (framing_ != Framing::none) {
    auto content = take_content();
    if (!content || !content->empty()) co_return content;
    if (framing_ == Framing::none) break;
    auto more = co_await read_more(until);
    if (more) continue;
    if (framing_ != Framing::end_of_stream || !ended_) co_return std::unexpected(more.error());
    framing_ = Framing::none;
  }
  co_return std::string{};
}

Task<Result<ClientResponse>> AnswerReader::read_all(std::string_view method, Instant until) {
  auto response = co_await read_head(method, until);
  if (!response) co_return response;
  for (;;) {
    auto piece = co_await read_piece(until);
    if (!piece) co_return std::unexpected(std::move(piece.error()));
    if (piece->empty()) co_return response;
    response->body += *piece;
  }
}

}  // namespace kotori::inline v0::client
