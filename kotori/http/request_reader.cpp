#include "kotori/http/request_reader.hpp"

#include <algorithm>
#include <utility>

namespace kotori::http {

Parsed<Request> RequestReader::feed(std::string_view& bytes) {
  if (!begun_) {
    auto head = heads_.feed(bytes);
    if (!head) return std::unexpected(std::move(head.error()));
    if (!*head) return std::nullopt;
    if ((*head)->content_length > limits_.body)
      return std::unexpected(Refusal{Status::content_too_large, "the body is too large"});
    begun_ = std::move(*head);
    if (begun_->chunked) chunks_.emplace(limits_);
  }
  const auto ended = take_body(bytes);
  if (!ended) return std::unexpected(ended.error());
  if (!*ended) return std::nullopt;
  chunks_.reset();
  auto request = std::move(begun_->request);
  begun_.reset();
  return request;
}

/// True once the body is whole.
std::expected<bool, Refusal> RequestReader::take_body(std::string_view& bytes) {
  auto& body = begun_->request.body;
  if (chunks_) return chunks_->feed(bytes, body);
  const auto part = bytes.substr(0, begun_->content_length - body.size());
  body.append(part);
  bytes.remove_prefix(part.size());
  return body.size() == begun_->content_length;
}

bool RequestReader::take_expectation() {
  const bool waits = begun_ && begun_->request.body.empty() && !(chunks_ && chunks_->begun());
  return waits && std::exchange(begun_->expects_continue, false);
}

}  // namespace kotori::http
