#include "kotori/http/body_decoder.hpp"

namespace kotori::inline v0::http {

BodyDecoder::BodyDecoder(const RequestHead& head, const Limits& limits)
    : limit_(limits.body), left_(head.content_length), ended_(!head.has_body()) {
  if (head.chunked) chunks_.emplace(limits);
}

void BodyDecoder::set_limit(std::size_t bytes) {
  limit_ = bytes;
  if (chunks_) chunks_->set_body_limit(bytes);
}

std::optional<Refusal> BodyDecoder::refusal() const {
  if (begun_ || left_ <= limit_) return std::nullopt;
  return Refusal{Status::content_too_large, "the body is too large"};
}

std::expected<bool, Refusal> BodyDecoder::feed(std::string_view& bytes, std::string& body) {
  begun_ = begun_ || !bytes.empty();
  if (ended_) return true;
  if (!chunks_) {
    const auto part = bytes.substr(0, left_);
    body.append(part);
    bytes.remove_prefix(part.size());
    left_ -= part.size();
    return ended_ = left_ == 0;
  }
  auto ended = chunks_->feed(bytes, body);
  ended_ = ended && *ended;
  return ended;
}

}  // namespace kotori::inline v0::http
