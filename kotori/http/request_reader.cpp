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
  }
  auto& body = begun_->request.body;
  const auto part = bytes.substr(0, begun_->content_length - body.size());
  body.append(part);
  bytes.remove_prefix(part.size());
  if (body.size() < begun_->content_length) return std::nullopt;
  auto request = std::move(begun_->request);
  begun_.reset();
  return request;
}

bool RequestReader::take_expectation() {
  return begun_ && begun_->request.body.empty() && std::exchange(begun_->expects_continue, false);
}

}  // namespace kotori::http
