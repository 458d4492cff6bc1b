#include "kotori/http/partial_content.hpp"

#include "kotori/http/byte_ranges.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace kotori::inline v0::http {
namespace {

/// Some text, and a part of the source behind it.
struct Segment {
  std::string text;
  ByteRange range;
};

/// Segments, a piece at a time.
class Segments {
 public:
  Segments(Source source, std::vector<Segment> segments) : source_(std::move(source)), segments_(std::move(segments)) {}

  Task<std::optional<std::string>> next() {
    while (at_ < segments_.size()) {
      auto& [text, range] = segments_[at_];
      if (!text.empty()) co_return std::exchange(text, {});
      if (range.size > 0) {
        const auto count = std::min<std::uint64_t>(range.size, piece_of_source);
        auto piece = co_await source_.read(range.first, count);
        range.first += count;
        range.size -= count;
        co_return piece;
      }
      ++at_;
    }
    co_return std::nullopt;
  }

  std::uint64_t length() const {
    std::uint64_t all = 0;
    for (const auto& [text, range] : segments_) all += text.size() + range.size;
    return all;
  }

 private:
  Source source_;
  std::vector<Segment> segments_;
  std::size_t at_ = 0;
};

void send(Response& response, Source source, std::vector<Segment> segments) {
  auto all = std::make_shared<Segments>(std::move(source), std::move(segments));
  response.length = all->length();
  response.pieces = [all] { return all->next(); };
}

/// What is in no content, since nobody can guess it.
std::string make_boundary() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

std::string content_range(const ByteRange& range, std::uint64_t of) {
  return fmt::format("bytes {}-{}/{}", range.first, range.first + range.size - 1, of);
}

/// multipart/byteranges (§14.6).
void send_parts(Response& response, const std::vector<ByteRange>& ranges, Source source) {
  const auto boundary = make_boundary();
  const auto type = response.headers.find("Content-Type");
  const auto type_line = type ? fmt::format("Content-Type: {}\r\n", *type) : "";
  std::vector<Segment> segments;
  segments.reserve(ranges.size() + 1);
  for (const auto& range : ranges)
    segments.push_back({.text = fmt::format("{}--{}\r\n{}Content-Range: {}\r\n\r\n", segments.empty() ? "" : "\r\n",
                                            boundary, type_line, content_range(range, source.size)),
                        .range = range});
  segments.push_back({.text = fmt::format("\r\n--{}--\r\n", boundary), .range = {}});
  response.headers.set("Content-Type", "multipart/byteranges; boundary=" + boundary);
  send(response, std::move(source), std::move(segments));
}

void refuse(Response& response, std::uint64_t size) {
  response.status = Status::range_not_satisfiable;
  response.headers.remove("Content-Encoding");
  response.headers.set("Content-Type", "text/plain; charset=utf-8");
  response.headers.set("Content-Range", fmt::format("bytes */{}", size));
  response.body = Body(fmt::format("There are {} bytes, and none where you ask for them.\n", size));
}

/// What is asked for, and may be given, of so many bytes. Empty: all of them. Only GET has ranges (§14.2).
std::optional<std::vector<ByteRange>> wanted(const Response& response, const Request& request,
                                             const Validators& validators, std::uint64_t size) {
  const auto range = request.header("Range");
  if (!range || request.method != "GET" || !range_is_of(request, validators)) return std::nullopt;
  auto ranges = parse_byte_ranges(*request.headers.joined("Range"), size);
  if (ranges && ranges->size() > 1 && response.headers.contains("Content-Encoding")) return std::nullopt;
  return ranges;
}

Task<std::string> copy_part(std::shared_ptr<const Body> body, std::uint64_t first, std::size_t count) {
  co_return std::string(body->view().substr(first, count));
}

/// The source of a body that is in memory, of which parts are copied.
Source source_of(Body body) {
  auto kept = std::make_shared<const Body>(std::move(body));
  return {.size = kept->view().size(),
          .read = [kept](std::uint64_t first, std::size_t count) { return copy_part(kept, first, count); }};
}

}  // namespace

void give_ranges(Response& response, const Request& request, const Validators& validators) {
  const auto size = response.body.view().size();
  const auto ranges = wanted(response, request, validators, size);
  if (!ranges) return;
  if (ranges->empty()) return refuse(response, size);
  response.status = Status::partial_content;
  if (ranges->size() > 1) return send_parts(response, *ranges, source_of(std::exchange(response.body, {})));
  response.headers.set("Content-Range", content_range(ranges->front(), size));
  response.body = std::move(response.body).part(ranges->front().first, ranges->front().size);
}

void give_ranges(Response& response, const Request& request, const Validators& validators, Source source) {
  const auto size = source.size;
  const auto ranges = wanted(response, request, validators, size);
  if (!ranges) return send(response, std::move(source), {{.text = {}, .range = {.first = 0, .size = size}}});
  if (ranges->empty()) return refuse(response, size);
  response.status = Status::partial_content;
  if (ranges->size() > 1) return send_parts(response, *ranges, std::move(source));
  response.headers.set("Content-Range", content_range(ranges->front(), size));
  send(response, std::move(source), {{.text = {}, .range = ranges->front()}});
}

}  // namespace kotori::inline v0::http
