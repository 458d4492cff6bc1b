#include "kotori/server/request_body.hpp"

#include "kotori/async/loop.hpp"

namespace kotori::inline v0::server {

RequestBody::RequestBody(Incoming& from, ResponseWriter& writer, const ServeOptions& options,
                         const http::RequestHead& head, const http::Limits& limits)
    : from_(from), writer_(writer), options_(options), decoder_(head, limits), expected_(head.expects_continue) {}

bool RequestBody::is_too_large() {
  if (!refusal_) refusal_ = decoder_.refusal();
  return refusal_.has_value();
}

Task<std::optional<std::string>> RequestBody::read() {
  std::string piece;
  if (!co_await next(piece, Loop::current()->now() + options_.request_time)) co_return std::nullopt;
  co_return piece;
}

Task<bool> RequestBody::read_all(std::string& into, Instant until) {
  while (co_await next(into, until)) {
  }
  co_return decoder_.ended();
}

/// Appends the next piece; false when there is none.
Task<bool> RequestBody::next(std::string& into, Instant until) {
  while (!decoder_.ended() && !refusal_ && !lost_) {
    auto bytes = from_.bytes();
    const auto before = into.size();
    const auto fed = decoder_.feed(bytes, into);
    from_.take(from_.bytes().size() - bytes.size());
    if (!fed) refusal_ = fed.error();
    if (into.size() > before) co_return true;
    if (refusal_ || *fed) break;
    if (waits_to_be_wanted() && !co_await writer_.send_continue()) lost_ = true;
    expected_ = false;
    if (lost_) break;
    const auto more = co_await from_.read_more(until);
    if (more == Incoming::More::gone) lost_ = true;
    if (more == Incoming::More::too_late)
      refusal_ = http::Refusal{Status::request_timeout, "the request took too long"};
  }
  co_return false;
}

bool RequestBody::may_be_skipped() const {
  return decoder_.ended() || (!waits_to_be_wanted() && decoder_.left() <= linger_bytes);
}

Task<bool> RequestBody::skip(Instant until) {
  std::size_t skipped = 0;
  for (std::string piece; skipped <= linger_bytes && co_await next(piece, until); piece.clear())
    skipped += piece.size();
  co_return decoder_.ended() && skipped <= linger_bytes;
}

}  // namespace kotori::inline v0::server
